import assert from "node:assert/strict";
import { test } from "node:test";
import { BrokenChance, hasChance, random } from "./chance.js";
import { publicOf, wrapForNobody } from "./hybrid.js";

const whole = globalThis.crypto;

function withNumbers(crypto, act) {
  Object.defineProperty(globalThis, "crypto", { value: crypto, configurable: true, writable: true });
  try {
    act();
  } finally {
    Object.defineProperty(globalThis, "crypto", { value: whole, configurable: true, writable: true });
  }
}

const filling = (fill) => ({ getRandomValues: (bytes) => fill(bytes) });
let n = 0;
const broken = {
  "no crypto": undefined,
  "no numbers": {},
  "numbers that fail": filling(() => { throw new Error("no entropy"); }),
  "nothing written": filling((bytes) => bytes),
  "one byte": filling((bytes) => bytes.fill(0xff)),
  "the same each time": filling((bytes) => bytes.forEach((_, at) => { bytes[at] = (at * at * 7 + 3 * at) & 255; })),
  "counting": filling((bytes) => bytes.forEach((_, at) => { bytes[at] = n++ & 255; })),
  "few": filling((bytes) => bytes.forEach((_, at) => { bytes[at] = whole.getRandomValues(new Uint8Array(1))[0] & 3; })),
  "half of them": filling((bytes) => { whole.getRandomValues(bytes); bytes.copyWithin(16, 0, 16); }),
};

test("random numbers that are none are noticed before anything is locked with them, long draws and short ones", () => {
  for (const [name, crypto] of Object.entries(broken)) {
    withNumbers(crypto, () => {
      assert.equal(hasChance(), false, name);
      for (const size of [1, 2, 16, 32, 200]) {
        assert.throws(() => { random(size); random(size); }, BrokenChance, `${name}: ${size} bytes`);
      }
    });
  }
});

test("a share is made with numbers that were doubted", () => {
  const nobody = publicOf(random(32));
  withNumbers(broken["one byte"], () => assert.throws(() => wrapForNobody(nobody), BrokenChance));
});

test("true random numbers are never doubted", () => {
  assert.equal(hasChance(), true);
  for (let round = 0; round < 20000; round++) random(32);
  const drawn = [1, 2, 4, 16, 24, 32, 64, 1000].map((size) => random(size));
  assert.deepEqual(drawn.map((bytes) => bytes.length), [1, 2, 4, 16, 24, 32, 64, 1000]);
  assert.ok(drawn.every((bytes) => bytes.byteLength === bytes.buffer.byteLength));
});
