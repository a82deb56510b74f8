import assert from "node:assert/strict";
import { test } from "node:test";
import { hex, unhex } from "./bytes.js";
import { derive, fromPlaces, newReceipt, numbers, parse, places, plainDigits, plainWord, words } from "./receipt.js";
import { english, spanish, vectors } from "./testing.mjs";

test("the vectors hold", () => {
  for (const vector of vectors.receipts) {
    const secret = unhex(vector.secret);
    const own = derive(secret, vector.pin);
    assert.deepEqual(
      [own.box, own.read, own.write, hex(own.seed), hex(own.thread), own.recipient()],
      [vector.box, vector.read, vector.write, vector.reply, vector.thread, vector.recipient]);
    assert.deepEqual(words(secret, english), vector.english);
    assert.deepEqual(words(secret, spanish), vector.spanish);
    assert.deepEqual(numbers(secret), vector.numbers);
    for (const typed of vector.typed) assert.equal(hex(parse(typed, [english, spanish])), vector.secret, typed);
  }
});

test("BIP 39's own vector", () => {
  assert.equal(words(new Uint8Array(16).fill(0x7f), english).join(" "), "legal winner thank year wave sausage worth useful legal winner thank yellow");
});

test("a receipt comes back from words and from numbers, as people type them", () => {
  for (let round = 0; round < 300; round++) {
    const receipt = newReceipt();
    const asWords = words(receipt, round % 2 ? english : spanish);
    const asNumbers = numbers(receipt);
    for (const typed of [
      asWords.join(" "), asWords.join("  \n "), ` ${asWords.join(", ")}. `, asWords.join(" ").toUpperCase(),
      asNumbers.join(" "), asNumbers.join("-"), asNumbers.join(""), asNumbers.join("\n"), asNumbers.map(Number).join(" "),
      asNumbers.join(" ").replace(/[0-9]/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[digit]),
      asNumbers.join(" ").replace(/[0-9]/g, (digit) => "٠١٢٣٤٥٦٧٨٩"[digit]),
      asNumbers.join(" ").replace(/[0-9]/g, (digit) => "０１２３４５６７８９"[digit]),
      asNumbers.join(" ").replace(/[0-9]/g, (digit) => "०१२३४५६७८९"[digit]),
    ]) {
      assert.deepEqual(parse(typed, [english, spanish]), receipt, typed);
    }
  }
});

test("a slip is noticed, fifteen times in sixteen", () => {
  let passed = 0;
  const rounds = 2000;
  for (let round = 0; round < rounds; round++) {
    const list = places(newReceipt());
    list[round % 12] = (list[round % 12] + 1 + (round % 2000)) % 2048;
    if (fromPlaces(list)) passed++;
  }
  assert.ok(passed < rounds / 8, `${passed} of ${rounds}`);
});

test("what is no receipt is none", () => {
  const good = words(newReceipt(), english);
  for (const typed of ["", " ", "12", "0000 ".repeat(12), "2049 ".repeat(12), "9999".repeat(12), good.slice(1).join(" "), [...good, "able"].join(" "),
    "xyzzy ".repeat(12), "<script>", "\u0000", "1".repeat(10000), "a ".repeat(10000), "١٢٣"]) {
    assert.equal(parse(typed, [english, spanish]), null, typed.slice(0, 40));
  }
});

test("a PIN leads to another mailbox, an empty one does not", () => {
  const receipt = newReceipt();
  const plain = derive(receipt, "");
  assert.equal(derive(receipt).box, plain.box);
  assert.equal(derive(receipt, "  ").box, plain.box);
  const seen = new Set([plain.box, ...["1", "2", "12", "١"].map((pin) => derive(receipt, pin).box)]);
  assert.equal(seen.size, 5);
  assert.equal(derive(receipt, " 12 ").box, derive(receipt, "１２").box);
});

test("no two words of a list are the same without marks", () => {
  for (const list of [english, spanish]) {
    assert.equal(list.length, 2048);
    assert.equal(new Set(list.map(plainWord)).size, 2048);
  }
});

test("digits of every script", () => {
  assert.equal(plainDigits("٣٤ ۳۴ ३४ ３４ ๓๔ 𝟛𝟜"), "34 34 34 34 34 34");
});
