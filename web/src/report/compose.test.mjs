import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { answersOf, contactOf, keepOf, lacksAddress } from "./answers.js";
import { base64, hex, random, unbase64 } from "./bytes.js";
import { readerHolds, sign, signerLines, signerOf, windowLines } from "./chain.js";
import { clean, cleanLocked } from "../intake/clean.js";
import { composeMessage, composeReport, metaOf } from "./compose.js";
import { newFileId } from "./files.js";
import { split, unlock, unpad } from "./header.js";
import { fingerprint, recipientOf } from "./hybrid.js";
import { check, everybody, route } from "./readers.js";
import { derive, newReceipt } from "./receipt.js";
import { open } from "./seal.js";

const pause = async () => {};
const now = new Date("2026-11-25T21:14:30Z");
const today = "2026-11-25";

// A coalition: an agency with four who help and three who receive complaints, and one outside.
function coalition() {
  const agencies = [];
  const seeds = new Map();
  const roots = {};
  const make = (id, name, oversight, help, concern) => {
    const root = random(32);
    roots[id] = base64(signerOf(root));
    const reader = (channel) => (role, n) => {
      const [seed, signer] = [random(32), random(32)];
      const key = recipientOf(seed);
      seeds.set(key, seed);
      const [until, certifiedUntil] = ["2026-12-09", "2027-01-01"];
      return { role, shown: `${role} ${n}`, key, until, signer: base64(signerOf(signer)), certified_until: certifiedUntil,
        signed: base64(sign(windowLines(id, channel, role, key, until), signer)),
        certified: base64(sign(signerLines(id, role, base64(signerOf(signer)), certifiedUntil), root)) };
    };
    agencies.push({ id, name, root: roots[id], oversight, channels: {
      help: { open: true, basic: true, staffed: true, keep: 90, readers: help.map(reader("help")) },
      concern: { open: true, basic: false, staffed: false, keep: 90, readers: concern.map(reader("concern")) } } });
  };
  const outside = "9f1c1b1e-6a0e-4a63-9c0d-2f4f6b6d0c11";
  make("5f1c1b1e-6a0e-4a63-9c0d-2f4f6b6d0c11", "Harbour House", outside,
    ["advocate", "advocate", "intake_responder", "supervisor"], ["custodian", "custodian", "custodian"]);
  make(outside, "River Watch", "00000000-0000-0000-0000-000000000000", [], ["custodian", "custodian"]);
  return { manifest: { v: 1, day: today, until: "2026-12-02", agencies }, roots, seeds };
}

const world = coalition();
const house = world.manifest.agencies[0];
const holding = await check(world.manifest, world.roots, today, pause);
const routed = (channel, about = {}, unticked = new Set()) =>
  ({ ...route({ manifest: world.manifest, holding, agency: house.id, channel, about, unticked }), manifest: hex(random(32)) });

async function read(drop, seed) {
  const plain = await open(drop.file, [seed]);
  return plain && { ...unpad(plain), size: plain.length };
}

// What is locked under the thread of a report; null where the file around it does not open.
async function behind(drop, seed, own) {
  const plain = await open(drop.file, [seed]);
  if (!plain) return null;
  const { header, rest } = split(plain);
  assert.deepEqual(Object.keys(header), ["v", "kind"]);
  return { kind: header.kind, rest, ...unlock(header.kind, rest, own) };
}

const composed = (given) => composeReport({ values: {}, files: [], lang: "am", now, zone: "Africa/Addis_Ababa", slow: false, pause, ...given });

test("a report says what was answered, and nothing of what was skipped", async () => {
  const own = derive(newReceipt(), "1");
  const to = routed("help");
  const values = { for: "self", danger: "yes", needs: ["talk", "legal"], text: "  እርዳታ  ", speak: "", sign: ["yes"], relationship: " ", age: "nonsense" };
  const [report, ...others] = await composed({ values, to, own });
  assert.equal(others.length, 0);
  assert.equal(report.name, createHash("sha256").update(report.file).digest("hex"));
  for (const reader of to.readers) {
    const { header, size } = await read(report, world.seeds.get(reader.key));
    assert.equal(size, 16384);
    assert.deepEqual(header.answers, { concern_for: "self", danger: "yes", needs: ["talk", "legal"], sign_language: true });
    assert.equal(header.text, "እርዳታ");
    assert.equal(header.contact, null);
    assert.equal(header.sent, "2026-11-25T21:14Z");
    assert.equal(header.reply, own.recipient());
    assert.equal(header.identity, undefined);
    assert.deepEqual([header.box, header.lang, header.mode, header.agency, header.channel], [own.box, "am", "browser", house.id, "help"]);
  }
});

test("nobody else opens it: not who was unticked, not the one it is about, not those above", async () => {
  const unticked = new Set([house.channels.help.readers[0].key]);
  const to = routed("help", { role: "intake_responder" }, unticked);
  assert.equal(to.agency, undefined, "one reader is too few");
  const two = routed("help", { role: "intake_responder" });
  assert.deepEqual(two.readers.map(({ role }) => role), ["advocate", "advocate"]);
  const [report] = await composed({ to: two, own: derive(newReceipt()) });
  for (const reader of house.channels.help.readers) {
    const opened = await read(report, world.seeds.get(reader.key));
    assert.equal(Boolean(opened), reader.role === "advocate", reader.role);
    if (opened) {
      assert.deepEqual(opened.header.about, { role: "intake_responder" });
      assert.deepEqual(opened.header.left_out.sort(), house.channels.help.readers.slice(2).map(({ key }) => fingerprint(key)).sort());
    }
  }
});

test("what is about the organisation is opened outside only", async () => {
  for (const about of [{ agency: true }, { role: "custodian" }]) {
    const to = routed("help", about);
    assert.deepEqual([to.agency, to.channel, to.name, to.elsewhere], [house.oversight, "concern", "River Watch", true]);
    const [report] = await composed({ to, own: derive(newReceipt()) });
    for (const [key, seed] of world.seeds) {
      const outside = world.manifest.agencies[1].channels.concern.readers.some((reader) => reader.key === key);
      assert.equal(Boolean(await read(report, seed)), outside);
    }
  }
});

test("with a ghost in the manifest, an old one, or another root, nobody is sealed to", async () => {
  const ghost = structuredClone(world.manifest);
  ghost.agencies[0].channels.help.readers.push({ ...ghost.agencies[0].channels.help.readers[0], key: recipientOf(random(32)) });
  const heldBy = async (manifest, roots, day) => (await check(manifest, roots, day, pause))(house.id, "help").length;
  assert.equal(await heldBy(ghost, world.roots, today), 4);
  assert.equal(await heldBy(world.manifest, world.roots, "2026-12-03"), 0);
  assert.equal(await heldBy(world.manifest, {}, today), 0);
  assert.equal(await heldBy(world.manifest, { [house.id]: world.roots[house.oversight] }, today), 0);
  assert.equal(holding(house.oversight, "help").length, 0);
  assert.equal(holding(house.oversight, "concern").length, 2);
  assert.ok(readerHolds(house.id, "help", house.channels.help.readers[0], world.roots[house.id], today));
});

test("a name is opened by two together, and its size says nothing", async () => {
  const own = derive(newReceipt());
  const to = routed("concern");
  const [named] = await composed({ values: { name: " Maria ", text: "x" }, to, own });
  const [silent] = await composed({ values: { text: "x" }, to, own });
  assert.equal(named.file.length, silent.file.length);
  const { header } = await read(named, world.seeds.get(to.readers[0].key));
  assert.equal(header.identity.length, 3);
  assert.ok(!JSON.stringify(header).includes("Maria"));
  const seedOf = (print) => [...world.seeds].find(([key]) => fingerprint(key) === print)[1];
  for (const { first, second, sealed } of header.identity) {
    const outer = unbase64(sealed);
    assert.equal(await open(outer, [seedOf(second)]), null, "the second alone");
    const inner = await open(outer, [seedOf(first)]);
    assert.equal(await open(inner, [seedOf(first)]), null, "the first alone");
    assert.equal(unpad(await open(inner, [seedOf(second)])).header.name, "Maria");
  }
});

test("files go in parts of one length, and come together again", async () => {
  const own = derive(newReceipt());
  const to = routed("help");
  const bytes = new Uint8Array(600000).map((_, at) => at * 7);
  const files = [{ id: newFileId(), name: "a.bin", type: "application/octet-stream", bytes, stripped: false },
    { id: newFileId(), name: "empty", type: "", bytes: new Uint8Array(0), stripped: false }];
  for (const slow of [true, false]) {
    const drops = await composed({ files, to, own, slow });
    const report = drops.pop();
    const seed = world.seeds.get(to.readers[0].key);
    const { header } = await read(report, seed);
    assert.deepEqual(header.files.map(({ parts }) => parts), [slow ? 3 : 1, 1]);
    const pieces = await Promise.all(drops.map((drop) => behind(drop, seed, own)));
    const mine = pieces.filter((piece) => piece.header.file === files[0].id).sort((a, b) => a.header.part - b.header.part);
    assert.deepEqual(Buffer.concat(mine.map(({ raw }) => raw)), Buffer.from(bytes));
    assert.equal(header.files[0].sha256, createHash("sha256").update(bytes).digest("hex"));
    assert.equal(header.files[0].bytes, 600000);
  }
});

const follows = (channel, from = holding) => everybody({ holding: from, agency: house.id, channel });

test("a follow-up is locked under the thread and takes a contact back", async () => {
  const own = derive(newReceipt());
  const to = follows("help");
  const answer = { to: base64(random(16)), agree: false };
  const [drop] = await composeMessage({ values: { text: "more", contact: "take" }, files: [], to, own, answer, lang: "en", now, zone: "UTC", pause });
  const { header: body } = await behind(drop, world.seeds.get(to.readers[0].key), own);
  assert.deepEqual(body.contact, { none: true });
  assert.deepEqual(body.answer, answer);
  assert.equal(body.text, "more");
  assert.equal(body.files, undefined);
});

test("whoever was left out of a report opens nothing of what follows it, and those who read it open all of it", async () => {
  const files = [{ id: newFileId(), name: "secret.jpg", type: "image/jpeg", bytes: random(20000), stripped: true }];
  const helpers = house.channels.help.readers;
  const cases = [["help", { role: "supervisor" }, new Set()], ["help", {}, new Set([helpers[0].key])], ["help", { role: "advocate" }, new Set()],
    ["help", {}, new Set([helpers[1].key, helpers[2].key])], ["concern", {}, new Set([house.channels.concern.readers[1].key])], ["concern", { role: "advocate" }, new Set()]];
  for (const [channel, about, unticked] of cases) {
    const own = derive(newReceipt());
    const to = routed(channel, about, unticked);
    if (!to.agency) continue;
    const [report] = await composed({ to, own });
    const sent = await composeMessage({ values: { text: "a heron" }, files, to: follows(channel), own, lang: "am", now, zone: "UTC", pause });
    assert.equal(sent.length, 2);
    for (const { key } of house.channels[channel].readers) {
      const seed = world.seeds.get(key);
      const first = await read(report, seed);
      const reads = to.readers.some((reader) => reader.key === key);
      assert.equal(Boolean(first), reads);
      for (const drop of sent) {
        const plain = await open(drop.file, [seed]);
        assert.ok(plain, "everybody who answers the channel opens what is around it");
        const { header, rest } = split(plain);
        assert.deepEqual(header, { v: 1, kind: drop === sent[1] ? "message" : "piece" });
        for (const trace of ["heron", "secret.jpg", files[0].id, "lang", own.box]) assert.ok(!Buffer.from(plain).includes(trace), trace);
        assert.equal(Buffer.from(plain).includes(Buffer.from(files[0].bytes.subarray(0, 16))), false);
        if (!reads) assert.throws(() => unlock(header.kind, rest, { box: own.box, thread: derive(newReceipt()).thread }));
        if (reads) assert.ok(unlock(header.kind, rest, { box: first.header.box, thread: unbase64(first.header.thread) }));
      }
    }
  }
});

test("a follow-up reaches everybody, however many answer, each once", async () => {
  const own = derive(newReceipt());
  const many = Array.from({ length: 19 }, () => random(32));
  const from = () => many.map((seed) => ({ role: "advocate", key: recipientOf(seed) }));
  const files = [{ id: newFileId(), name: "a", type: "", bytes: random(9), stripped: false }];
  const sent = await composeMessage({ values: { text: "all" }, files, to: follows("help", from), own, lang: "en", now, zone: "UTC", pause });
  assert.equal(sent.length, 6);
  assert.equal(new Set(sent.map(({ file }) => file.length)).size, 1);
  for (const seed of many) {
    const opened = (await Promise.all(sent.map((drop) => behind(drop, seed, own)))).filter(Boolean);
    assert.deepEqual(opened.map(({ kind }) => kind).sort(), ["message", "piece"]);
  }
  assert.equal(follows("help", () => from().slice(0, 1)), null, "one is too few");
});

test("what is said in clear fits its length", () => {
  const own = derive(newReceipt(), "x");
  const meta = metaOf({ agency: house.id, channel: "concern", own, urgent: true, keep: 365 }, "f".repeat(32) + ":4294967295");
  assert.equal(meta.length, 512);
  const said = JSON.parse(new TextDecoder().decode(meta));
  assert.equal(said.read, createHash("sha256").update(Buffer.from(own.read, "hex")).digest("hex"));
  assert.equal(said.write, own.write);
  assert.deepEqual(Object.keys(said), ["agency", "channel", "box", "read", "write", "urgent", "keep", "work"]);
});

test("a safe contact has what the house asks for", () => {
  assert.equal(contactOf({}, now, "UTC"), null);
  assert.equal(contactOf({ contact: "none", address: "1" }, now, "UTC"), null);
  assert.equal(contactOf({ contact: "sms", address: " " }, now, "UTC"), null);
  assert.ok(lacksAddress({ contact: "sms", address: " " }));
  assert.ok(!lacksAddress({ contact: "none" }));
  assert.deepEqual(contactOf({ contact: "call", address: " +1 ", days: ["1", "0"], hours: "evening", voicemail: "yes", code: "blue", again: "7" }, now, "Asia/Ho_Chi_Minh"), {
    channel: "call", address: "+1", days: [1, 0], from: 1020, to: 1260, zone: "Asia/Ho_Chi_Minh", code_word: "blue", voicemail: true, others_see: "",
    ask_again: "2026-12-02T21:14:00Z", paused: false });
  assert.equal(contactOf({ contact: "email", address: "a@b.example" }, now, "UTC").days.length, 7);
  assert.deepEqual([keepOf({}), keepOf({ keep: "30" })], [90, 30]);
  assert.deepEqual(answersOf({}), {});
});

test("the desk keeps every part of what the page sends", async () => {
  const own = derive(newReceipt(), "1");
  const values = { for: "self", danger: "yes", age: "adult", needs: ["talk"], text: "x", speak: "am", read: "am", sign: ["yes"], relationship: "x", area: "x",
    name: "Maria", contact: "call", address: "1", code: "x", others: "x", days: ["1"], voicemail: "yes" };
  const files = [{ id: newFileId(), name: "a", type: "image/jpeg", bytes: random(9), stripped: true }];
  for (const to of [routed("help"), routed("concern", { role: "advocate" }), routed("help", { agency: true })]) {
    const seed = world.seeds.get(to.readers[0].key);
    const sent = [...await composed({ values, files, to, own }), ...await composeMessage({ values, files, to, own, answer: { to: base64(random(16)), agree: true }, lang: "en", now, zone: "UTC", pause })];
    const kinds = new Set();
    for (const drop of sent) {
      const { header, rest } = split(await open(drop.file, [seed]));
      const parts = [[clean, header], ...(header.kind === "report" ? [] : [[cleanLocked, unlock(header.kind, rest, own).header]])];
      for (const [rule, part] of parts) {
        const { kept, notes } = rule(header.kind, part);
        assert.deepEqual([...notes], [], `${header.kind}: ${JSON.stringify(part).slice(0, 300)}`);
        assert.deepEqual(kept, part);
        kinds.add(header.kind);
      }
    }
    assert.deepEqual([...kinds].sort(), ["message", "piece", "report"]);
  }
});
