import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { vectors } from "./testing.mjs";
import { done, solve } from "./work.js";

test("work is found, and begins with so many zero bits", async () => {
  const { salt, bits, name, found } = vectors.work;
  assert.equal(await solve({ salt, bits }, name, async () => {}), found);
  const digest = createHash("sha256").update(`${salt}:${name}:${found.split(":")[1]}`).digest();
  assert.equal(digest.readUInt16BE(0) >> 4, 0);
});

test("the page breathes while it works", async () => {
  let breaths = 0;
  await solve({ salt: "00", bits: 13 }, "x".repeat(64), async () => { breaths++; });
  assert.ok(breaths > 0);
});

test("bits are counted across bytes", () => {
  for (let n = 0; n < 3000; n++) {
    const digest = createHash("sha256").update(`aa:bb:${n}`).digest("hex");
    const zeros = /^0*/.exec(BigInt("0x" + digest).toString(2).padStart(256, "0"))[0].length;
    assert.ok(done("aa", "bb", n, zeros));
    assert.ok(!done("aa", "bb", n, zeros + 1));
  }
});
