import assert from "node:assert/strict";
import { test } from "node:test";
import { picture, tells } from "./strip.js";
import { file } from "./testing.mjs";

const pictures = JSON.parse(file("internal/platform/strip/testdata/pictures.json"));
const bytes = (coded) => new Uint8Array(Buffer.from(coded, "base64"));

test("pictures come out as on the server, to the byte", () => {
  for (const { name, in: before, out, kind } of pictures) {
    const found = picture(bytes(before));
    assert.equal(found ? found.type : "", kind, name);
    if (out) assert.deepEqual(found.clean, bytes(out), name);
  }
});

test("what was hidden is found before, and not after", () => {
  const phone = pictures.find(({ name }) => name === "jpeg of a telephone");
  assert.deepEqual(tells(bytes(phone.in)), ["device", "place"]);
  assert.deepEqual(tells(picture(bytes(phone.in)).clean), []);
});

test("other files are looked through", () => {
  const found = (plain) => tells(new Uint8Array(Buffer.from(plain, "latin1")));
  assert.deepEqual(found("%PDF-1.7 /Author (Maria) /CreationDate (D:2026)"), ["name", "time"]);
  assert.deepEqual(found("....ftypqt  moov\xa9xyz+41.5-087.6/"), ["place"]);
  assert.deepEqual(found("PK\x03\x04 docProps/core.xml"), ["name"]);
  assert.deepEqual(found("heic Exif\0\0 2026:11:25 21:14:00"), ["time"]);
  assert.deepEqual(found("hello"), []);
});

test("no bytes make it stumble", () => {
  let state = 7;
  const next = () => (state = (state * 1103515245 + 12345) & 0x7fffffff) >> 8;
  for (let round = 0; round < 1500; round++) {
    const data = bytes(pictures[next() % pictures.length].in);
    for (let change = 0; change < 1 + (next() % 6) && data.length; change++) data[next() % data.length] = next();
    const cut = data.subarray(0, next() % (data.length + 1));
    for (const one of [data, cut]) {
      const found = picture(one);
      if (found) assert.ok(Buffer.from(picture(found.clean).clean).equals(Buffer.from(found.clean)));
      tells(one);
    }
  }
});

test("a large picture takes no time", () => {
  const large = new Uint8Array(8 << 20).fill(0x55);
  large.set([0xff, 0xd8, 0xff, 0xda, 0, 2]);
  const took = Array.from({ length: 5 }, () => {
    const before = performance.now();
    assert.equal(picture(large).clean.length, large.length + 2);
    return performance.now() - before;
  });
  assert.ok(Math.min(...took) < 500);
});
