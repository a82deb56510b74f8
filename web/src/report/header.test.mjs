import assert from "node:assert/strict";
import { test } from "node:test";
import { concat, random, unbase64, unhex, utf8 } from "./bytes.js";
import { classes, lock, namePlain, nameRoom, pad, split, unlock, unpad } from "./header.js";
import { derive } from "./receipt.js";
import { open } from "./seal.js";
import { vectors } from "./testing.mjs";

test("each sealed vector opens for each reader, and says what was put in", async () => {
  const own = { thread: unhex(vectors.thread.key), box: vectors.thread.box };
  for (const seed of vectors.readers) {
    assert.deepEqual(unpad(await open(unbase64(vectors.report.file), [unhex(seed)])).header, vectors.report.header);
    for (const kind of ["piece", "message"]) {
      const { header, rest } = split(await open(unbase64(vectors[kind].file), [unhex(seed)]));
      assert.deepEqual(header, { v: 1, kind });
      assert.deepEqual(rest, unbase64(vectors[kind].rest));
      const said = unlock(kind, rest, own);
      assert.deepEqual(said.header, vectors[kind].said);
      assert.deepEqual(said.raw, vectors[kind].raw ? unbase64(vectors[kind].raw) : new Uint8Array(0));
    }
  }
  const { secret, pin, header, file } = vectors.reply;
  assert.deepEqual(unpad(await open(unbase64(file), [derive(unhex(secret), pin).seed])).header, header);
});

test("a plaintext fills its class", () => {
  const header = { v: 1, kind: "report", text: "" };
  for (const [size, whole] of [[0, 16384], [16000, 16384], [16384, 65536], [65536, 262144], [262144, 1048576], [1000000, 1048576]]) {
    const raw = random(16).fill(7);
    const plain = pad({ ...header, text: "x".repeat(size) }, raw);
    assert.equal(plain.length, whole);
    assert.deepEqual(unpad(plain).raw, raw);
  }
  assert.throws(() => pad({ v: 1 }, new Uint8Array(1048576)));
  assert.throws(() => pad({ v: 1, text: "x".repeat(200) }, new Uint8Array(0), 100));
});

test("what is no header is refused", () => {
  const whole = (line) => utf8(line + "\n\0\0\0");
  for (const line of ["", "{", "[]", "null", "7", '"v"', "{}", '{"v":2}', '{"v":1,"bytes":-1}', '{"v":1,"bytes":4}', '{"v":1,"bytes":"1"}',
    '{"v":1,"a":' + "[".repeat(100000) + "]".repeat(100000) + "}", '{"v":1,"a":"\ud800'.slice(0, 12)]) {
    assert.throws(() => unpad(whole(line)), line.slice(0, 30));
  }
  assert.throws(() => unpad(utf8('{"v":1}')));
  assert.throws(() => unpad(utf8('{"v":1}\n\0x')));
  assert.throws(() => unpad(new Uint8Array([0x7b, 0xff, 0x7d, 0x0a])));
  assert.deepEqual(unpad(whole('{"v":1,"a":"[[[[[[[[[[\\"[["}')).header, { v: 1, a: '[[[[[[[[[["[[' });
});

test("what is locked under a thread says its kind and its class, and nothing else", () => {
  const own = derive(random(16));
  const seen = [];
  for (const [said, raw] of [[{ text: "" }], [{ text: "x".repeat(16000), lang: "am" }], [{}, random(15000)], [{ text: "x".repeat(16384) }], [{}, new Uint8Array(262144).fill(7)], [{}, new Uint8Array(1 << 19).fill(7)]]) {
    const plain = lock("message", said, own, raw);
    const { header, rest } = split(plain);
    assert.deepEqual(header, { v: 1, kind: "message" });
    assert.ok(classes.includes(plain.length), `${plain.length} bytes`);
    seen.push(plain.length);
    const opened = unlock("message", rest, own);
    assert.deepEqual(opened.header, { v: 1, ...said, ...(raw ? { bytes: raw.length } : {}) });
    assert.deepEqual(opened.raw, raw || new Uint8Array(0));
    assert.notDeepEqual(lock("message", said, own, raw), plain, "each lock has a number of its own");
  }
  assert.deepEqual(seen, [16384, 16384, 16384, 65536, 1048576, 1048576]);
  assert.throws(() => lock("piece", {}, own, new Uint8Array(1 << 20)));
});

test("a lock opens for its thread, its mailbox and its kind, whole and unchanged, and not otherwise", () => {
  const own = derive(random(16));
  const { rest } = split(lock("message", { text: "hello" }, own));
  assert.equal(unlock("message", rest, own).header.text, "hello");
  const others = { thread: derive(random(16)).thread, box: own.box };
  const changed = (at) => rest.map((byte, place) => (place === at ? byte ^ 1 : byte));
  const refused = {
    "another thread": ["message", rest, others], "a key that is none": ["message", rest, { ...own, thread: new Uint8Array(3) }],
    "another mailbox": ["message", rest, { ...own, box: derive(random(16)).box }], "another kind": ["piece", rest, own],
    nothing: ["message", new Uint8Array(0), own], "half of its number": ["message", rest.subarray(0, 12), own], "its number alone": ["message", rest.subarray(0, 24), own],
    "cut short": ["message", rest.subarray(0, rest.length - 1), own], "one more byte": ["message", concat(rest, new Uint8Array(1)), own],
  };
  for (const at of [0, 23, 24, 100, rest.length - 17, rest.length - 1]) refused[`changed at ${at}`] = ["message", changed(at), own];
  for (const [why, given] of Object.entries(refused)) assert.throws(() => unlock(...given), why);
});

test("every name is as long as every other", () => {
  assert.equal(namePlain("Al").length, nameRoom);
  assert.equal(unpad(namePlain("ሰላም".repeat(60))).header.name, "ሰላም".repeat(60));
  assert.throws(() => namePlain("x".repeat(2000)));
});
