import assert from "node:assert/strict";
import { test } from "node:test";
import { base64, random, unhex } from "./bytes.js";
import { readerHolds, replyLines, replyOf, sign, signerLines, signerOf, windowLines } from "./chain.js";
import { vectors } from "./testing.mjs";

const { agency, channel, root, reader, root_seed: rootSeed, signer_seed: signerSeed } = vectors.chain;
const today = "2026-11-25";
const holds = (changed, where = {}) =>
  readerHolds(where.agency || agency, where.channel || channel, { ...reader, ...changed }, where.root || root, where.today || today);

test("the vectors hold", () => {
  assert.ok(holds({}));
  assert.equal(base64(signerOf(unhex(rootSeed))), root);
  assert.equal(base64(sign(windowLines(agency, channel, reader.role, reader.key, reader.until), unhex(signerSeed))), reader.signed);
  assert.equal(base64(sign(signerLines(agency, reader.role, reader.signer, reader.certified_until), unhex(rootSeed))), reader.certified);
});

test("both days count to their last", () => {
  assert.ok(holds({}, { today: reader.until }));
  assert.ok(!holds({}, { today: "2026-12-10" }));
  assert.ok(!holds({}, { today: "2027-11-26" }));
});

test("nothing of a reader can be changed", () => {
  const other = vectors.receipts[0].recipient;
  for (const [name, value] of Object.entries({ role: "supervisor", key: other, until: "2026-12-10", certified_until: "2028-01-01",
    signer: base64(signerOf(random(32))), signed: base64(random(64)), certified: base64(random(64)) })) {
    assert.ok(!holds({ [name]: value }), name);
    for (const nothing of ["", null, undefined, 7, {}, []]) assert.ok(!holds({ [name]: nothing }), name);
  }
  assert.ok(!holds({}, { agency: agency.replace("5", "6") }));
  assert.ok(!holds({}, { channel: "concern" }));
  assert.ok(!holds({}, { root: base64(signerOf(random(32))) }));
  assert.ok(!holds({ signed: reader.signed.replace(/=+$/, "") }));
});

// A server that adds a reader of its own has no signature of the root; one who is signed has a role that we know.
test("a ghost does not read, and neither does a true signature over another role", () => {
  const seed = random(32);
  const made = (role, rootOf) => {
    const signer = base64(signerOf(seed));
    return { role, shown: "x", key: reader.key, until: reader.until, signer, certified_until: reader.certified_until,
      signed: base64(sign(windowLines(agency, channel, role, reader.key, reader.until), seed)),
      certified: base64(sign(signerLines(agency, role, signer, reader.certified_until), rootOf)) };
  };
  assert.ok(readerHolds(agency, channel, made("advocate", unhex(rootSeed)), root, today));
  assert.ok(!readerHolds(agency, channel, made("advocate", random(32)), root, today));
  for (const role of ["admin", "custodian", "shelter_manager", "", "advocate\n"]) {
    assert.ok(!readerHolds(agency, channel, made(role, unhex(rootSeed)), root, today), role);
  }
});

test("a reply holds only whole", () => {
  const { header } = vectors.reply;
  const { box } = vectors.receipts[0];
  const rootOf = (id) => (id === agency ? root : undefined);
  const reply = replyOf(header, box, rootOf);
  assert.equal(reply.from, "Sol");
  assert.equal(reply.ask, "record");
  assert.equal(reply.role, "advocate");
  assert.equal(replyOf(header, box.replace("f", "e"), rootOf), null);
  assert.equal(replyOf(header, box, () => undefined), null);
  for (const name of Object.keys(header)) {
    if (name === "v") continue;
    assert.equal(replyOf({ ...header, [name]: header[name] + "x" }, box, rootOf), null, name);
    assert.equal(replyOf({ ...header, [name]: undefined }, box, rootOf), null, name);
  }
  const body = JSON.stringify({ ...JSON.parse(header.body), day: "2028-01-01" });
  assert.equal(replyOf({ ...header, body, signature: base64(sign(replyLines(body), unhex(signerSeed))) }, box, rootOf), null,
    "a reply after the certificate's end");
});
