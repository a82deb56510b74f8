import assert from "node:assert/strict";
import { test } from "node:test";
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";
import { randomFillSync } from "node:crypto";
import { random, utf8 } from "./bytes.js";
import { identityOf, opener, publicFrom, publicOf, recipientOf, seedFrom, wrapForNobody } from "./hybrid.js";
import { open, replyRoom, replySize, seal, sealedSize, stanzas } from "./seal.js";

const decryptWith = (identity, file) => {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(file);
};

test("a recipient is spelt as age spells it", async () => {
  for (let round = 0; round < 5; round++) {
    const identity = await generateHybridIdentity();
    const seed = seedFrom(identity);
    assert.equal(recipientOf(seed), await identityToRecipient(identity));
    assert.equal(identityOf(seed), identity);
    assert.deepEqual(publicFrom(recipientOf(seed)), publicOf(seed));
  }
});

test("a misspelt key is refused", () => {
  const recipient = recipientOf(random(32));
  const identity = identityOf(random(32));
  for (const at of [0, 7, 100, recipient.length - 1]) {
    const wrong = recipient.slice(0, at) + (recipient[at] === "q" ? "p" : "q") + recipient.slice(at + 1);
    assert.throws(() => publicFrom(wrong));
  }
  assert.throws(() => publicFrom(recipient.toUpperCase()));
  assert.throws(() => publicFrom(identity));
  assert.throws(() => seedFrom(identity.toLowerCase()));
  assert.throws(() => publicFrom("age1" + recipient.slice(7)));
});

test("age opens what we sealed, for each reader, at every size", async () => {
  const seeds = [random(32), random(32), random(32)];
  for (const size of [0, 1, 16384, 65535, 65536, 65537, 262144]) {
    const plain = randomFillSync(new Uint8Array(size));
    const file = await seal(plain, seeds.map(recipientOf));
    assert.equal(file.length, sealedSize(size));
    for (const seed of seeds) {
      assert.deepEqual(await decryptWith(identityOf(seed), file), plain);
      assert.deepEqual(await open(file, [random(32), seed]), plain);
    }
    await assert.rejects(decryptWith(await generateHybridIdentity(), file));
    assert.equal(await open(file, [random(32)]), null);
  }
});

test("we open what age sealed", async () => {
  const seed = random(32);
  for (const size of [0, 5, 65536, 131072, 200000]) {
    const plain = randomFillSync(new Uint8Array(size));
    const encrypter = new Encrypter();
    encrypter.addRecipient(await identityToRecipient(await generateHybridIdentity()));
    encrypter.addRecipient(recipientOf(seed));
    assert.deepEqual(await open(await encrypter.encrypt(plain), [seed]), plain);
  }
});

test("a report has the one length of its class, whoever reads it", async () => {
  assert.equal(sealedSize(16384), 28942);
  for (const count of [1, 3, 8]) {
    const file = await seal(new Uint8Array(16384), Array.from({ length: count }, () => recipientOf(random(32))));
    assert.equal(file.length, 28942);
    assert.equal(Buffer.from(file).toString("latin1").split("-> mlkem768x25519 ").length - 1, stanzas);
  }
});

test("a reply fills its slot to the byte", async () => {
  const file = await seal(new Uint8Array(replyRoom), [recipientOf(random(32))], { count: 1 });
  assert.equal(file.length, replySize);
});

test("nobody and more than eight are no readers", async () => {
  await assert.rejects(seal(utf8("x"), []));
  await assert.rejects(seal(utf8("x"), Array.from({ length: 9 }, () => recipientOf(random(32)))));
  await assert.rejects(seal(utf8("x"), ["age1pq1" + "q".repeat(1952)]));
  const seed = random(32);
  const twice = await seal(utf8("x"), [recipientOf(seed), recipientOf(seed)]);
  assert.equal(Buffer.from(twice).toString("latin1").split("-> ").length - 1, stanzas);
});

test("a changed file does not open", async () => {
  const seed = random(32);
  const file = await seal(randomFillSync(new Uint8Array(70000)), [recipientOf(seed)]);
  for (const at of [0, 10, 30, 1600, 12470, 12520, 12526, 12545, 78000, file.length - 1]) {
    const changed = file.slice();
    changed[at] ^= 1;
    const result = await open(changed, [seed]).catch(() => null);
    assert.equal(result, null, `byte ${at}`);
  }
  for (const end of [0, 21, 12000, 12526, 12542, 20000, 78079, file.length - 1]) {
    assert.equal(await open(file.slice(0, end), [seed]).catch(() => null), null, `cut at ${end}`);
  }
  assert.equal(await open(new Uint8Array([...file, 0]), [seed]).catch(() => null), null);
});

// A reader's stanza looks like nobody's: the top bit of the curve's share is never set in either.
test("a stanza for nobody has the form of a true one", () => {
  const nobody = publicOf(random(32));
  for (let round = 0; round < 40; round++) {
    const { share, body } = wrapForNobody(nobody);
    assert.equal(share.length, 1120);
    assert.equal(body.length, 32);
    assert.equal(share[1119] & 0x80, 0);
    assert.equal(opener(random(32))({ share, body }), null);
  }
});

test("the order of the stanzas tells nothing about the readers", async () => {
  const seed = random(32);
  const where = new Set();
  for (let round = 0; round < 60 && where.size < stanzas; round++) {
    const file = Buffer.from(await seal(utf8("x"), [recipientOf(seed)])).toString("latin1");
    const lines = file.split("\n").slice(1, 1 + 2 * stanzas);
    const openWith = opener(seed);
    for (let at = 0; at < stanzas; at++) {
      const share = Buffer.from(lines[2 * at].slice(18), "base64");
      if (openWith({ share: new Uint8Array(share), body: new Uint8Array(Buffer.from(lines[2 * at + 1], "base64")) })) where.add(at);
    }
  }
  assert.equal(where.size, stanzas);
});
