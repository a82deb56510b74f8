import assert from "node:assert/strict";
import { test } from "node:test";
import { base64, concat, hex, random, utf8 } from "../report/bytes.js";
import { lock, pad, split } from "../report/header.js";
import { recipientOf } from "../report/hybrid.js";
import { seal } from "../report/seal.js";
import { clean } from "./clean.js";
import { nameOf, openDrop, unlocked } from "./opening.js";
import { mostlyBasic, namesReader, threadOf } from "./thread.js";
import { Reporter, agency, dropOf, pause } from "./testing.mjs";

const seed = random(32);
const here = (reporter, more = {}) => ({ agency, channel: "help", role: "advocate", box: reporter.box, ...more });

async function opened(what) {
  const drop = await dropOf(what, [seed]);
  return { ...(await openDrop(drop.file, drop.drop, [seed], pause)), drop: drop.drop, day: drop.day };
}

test("what is sealed to somebody else is not there", async () => {
  const drop = await dropOf(new Reporter().header(), [random(32)]);
  assert.equal(await openDrop(drop.file, drop.drop, [seed], pause), null);
  assert.equal(await openDrop(drop.file, drop.drop, [], pause), null);
});

test("a file that was swapped on the server is found out", async () => {
  const [one, other] = [await dropOf(new Reporter().header(), [seed]), await dropOf(new Reporter().header(), [seed])];
  const found = await openDrop(other.file, one.drop, [seed], pause);
  assert.equal(found.kind, "broken");
  assert.equal(found.why, "swapped");
});

test("nothing that somebody seals can stop the desk", async () => {
  const deep = `{"v":1,"kind":"report","answers":${"[".repeat(1e5)}${"]".repeat(1e5)}}`;
  const lines = {
    deep, "deep objects": `{"v":1,"kind":"report","a":${'{"a":'.repeat(1e5)}1${"}".repeat(1e5)}}`,
    "no line": "x".repeat(100), empty: "", text: '"hello"\n', number: "7\n", null: "null\n", list: '[{"v":1}]\n', "another version": '{"v":2,"kind":"report"}\n',
    "no kind": '{"v":1}\n', "a kind of ours that is none": '{"v":1,"kind":"reply"}\n', "kind from the prototype": '{"v":1,"kind":"constructor"}\n',
    "kind as a list": '{"v":1,"kind":["report"]}\n', "too many bytes": '{"v":1,"kind":"report","bytes":99999999}\n', "not JSON": "{\n",
  };
  for (const [name, line] of Object.entries(lines)) {
    const plain = concat(utf8(line.endsWith("\n") || !line.startsWith("{") ? line : line + "\n"), new Uint8Array(64));
    const file = await seal(plain, [recipientOf(seed)]);
    const found = await openDrop(file, nameOf(file), [seed], pause);
    assert.equal(found.kind, "broken", name);
    assert.equal(found.why, "malformed", name);
    assert.equal(threadOf([{ ...found, drop: "a", day: "2026-11-25" }], here(new Reporter())).state, "broken", name);
  }
  const noise = await seal(concat(Uint8Array.of(0xff, 0xfe, 0x0a), random(64)), [recipientOf(seed)]);
  assert.equal((await openDrop(noise, nameOf(noise), [seed], pause)).kind, "broken");
});

test("only the three kinds that travel are taken", () => {
  for (const kind of ["body", "reply", "name", "__proto__", "toString", ""]) assert.equal(clean(kind, { v: 1, kind }), null, kind);
  for (const kind of ["report", "piece", "message"]) assert.ok(clean(kind, { v: 1, kind }), kind);
});

test("unknown keys and values outside their lists are dropped and noted", async () => {
  const reporter = new Reporter();
  const found = await opened(reporter.header({
    evil: "<img src=x>", ["__proto__"]: { polluted: true },
    answers: { danger: "very", needs: ["safe_place", "gold"], area: "x".repeat(5000), more: 1, sign_language: "yes" },
    contact: { channel: "pigeon", address: "5", days: [1, 9, "2"], from: 600, to: 99999, inject: true },
    files: [{ id: "zz", name: "../../etc/passwd", type: "text/html", bytes: -1, parts: 1, sha256: "0", stripped: 1 }],
  }));
  const { header, notes } = found;
  assert.deepEqual([...notes].sort(), ["cut", "key", "value"]);
  assert.deepEqual(Object.keys(header.answers).sort(), ["area", "needs"]);
  assert.deepEqual(header.answers.needs, ["safe_place"]);
  assert.equal(header.answers.area.length, 200);
  assert.deepEqual(header.contact, { address: "5", days: [1], from: 600 });
  assert.deepEqual(header.files, [{ name: "../../etc/passwd", type: "text/html", parts: 1 }]);
  assert.equal("evil" in header, false);
  assert.equal({}.polluted, undefined);
});

test("a whole report loses nothing", async () => {
  const reporter = new Reporter();
  const header = reporter.header({ contact: { channel: "sms", address: "+1 312 555 0100", days: [1, 2], from: 540, to: 1020, zone: "America/Chicago",
    code_word: "blue", voicemail: false, others_see: "", ask_again: "2027-02-01T00:00:00Z", paused: false } });
  const found = await opened(header);
  assert.equal(found.notes.size, 0);
  assert.deepEqual(found.header, { ...header, about: { agency: null, role: null } });
});

test("a report in the wrong place is flagged and not shown", async () => {
  const [reporter, other] = [new Reporter(), new Reporter()];
  const cases = {
    other_agency: [reporter.header({ agency: "00000000-0000-4000-8000-000000000000" }), here(reporter)],
    other_channel: [reporter.header(), here(reporter, { channel: "concern", role: "custodian" })],
    other_box: [reporter.header(), here(other)],
    malformed: [reporter.header({ thread: "no key" }), here(reporter)],
  };
  for (const [why, [header, where]] of Object.entries(cases)) {
    const thread = threadOf([await opened(header)], where);
    assert.equal(thread.state, "broken", why);
    assert.ok(thread.trouble.has(why), why);
    assert.equal("header" in thread, false, why);
  }
});

// A plaintext of a kind with other bytes behind its line.
const behindLine = (plain, change) => {
  const { header, rest } = split(plain);
  const line = utf8(JSON.stringify(header) + "\n");
  return concat(line, change(rest));
};

test("a message counts only under the lock of its thread, in its own box, once", async () => {
  const [reporter, forger] = [new Reporter(), new Reporter()];
  const report = await opened(reporter.header());
  const own = reporter.message({ answer: { to: base64(random(16)), agree: true } });
  const thread = async (...plains) => threadOf([report, ...(await Promise.all(plains.map((each) => opened(each))))], here(reporter));
  let seen = await thread(own);
  assert.equal(seen.messages.length, 1);
  assert.equal(seen.answer.agree, true);
  assert.equal(seen.trouble.size, 0);

  const file = hex(random(8));
  const changed = (rest) => rest.map((byte, at) => (at === 40 ? byte ^ 1 : byte));
  const forged = {
    "another key": forger.message({ answer: { to: base64(random(16)), agree: true } }),
    "another key for this box": lock("message", { text: "forged" }, { thread: forger.thread, box: reporter.box }),
    "moved from another box": lock("message", { text: "moved" }, { thread: reporter.thread, box: forger.box }),
    "a piece for a message": behindLine(own, () => split(reporter.piece(file, 0, random(9))).rest),
    changed: behindLine(own, changed), "cut short": behindLine(own, (rest) => rest.subarray(0, rest.length - 3)), "cut to nothing": behindLine(own, () => new Uint8Array(0)),
    "nothing locked": pad({ v: 1, kind: "message" }), "words in clear": pad({ v: 1, kind: "message", text: "forged", answer: { to: base64(random(16)), agree: true } }),
    "a changed piece": behindLine(reporter.piece(file, 0, random(9)), changed), "a piece in clear": pad({ v: 1, kind: "piece", file, part: 0 }, random(9)),
    "depth under the lock": lock("message", { text: "x", a: JSON.parse("[".repeat(20) + "]".repeat(20)) }, reporter),
  };
  for (const [why, plain] of Object.entries(forged)) {
    seen = await thread(plain);
    assert.equal(seen.state, "open", why);
    assert.equal(seen.messages.length, 0, why);
    assert.equal(seen.answer, null, why);
    assert.ok(seen.trouble.has("malformed"), why);
    assert.equal((await thread(own, plain)).messages.length, 1, `${why}: the true one stays`);
  }
  seen = await thread(own, own);
  assert.equal(seen.messages.length, 1, "copies for many readers are one message");
  assert.equal(seen.trouble.size, 0);
  const nonce = base64(random(16));
  seen = await thread(reporter.message({ nonce, text: "one" }), reporter.message({ nonce, text: "other" }));
  assert.equal(seen.messages.length, 1);
  assert.ok(seen.trouble.has("twice"));
  assert.equal(unlocked(await opened(own), { thread: "no key", box: reporter.box }), null);
});

test("the newest answer and the newest way to reach them count", async () => {
  const reporter = new Reporter();
  const report = await opened(reporter.header({ contact: { channel: "sms", address: "1" } }));
  const at = async (hour, more) => opened(reporter.message({ sent: `2026-11-26T0${hour}:00Z`, ...more }));
  const said = [
    await at(3, { contact: { none: true } }), await at(1, { answer: { to: base64(random(16)), agree: true }, contact: { channel: "call", address: "2" } }),
    await at(2, { answer: { to: base64(random(16)), agree: false } }),
  ];
  assert.equal(threadOf([report], here(reporter)).contact.address, "1");
  assert.equal(threadOf([report, said[1]], here(reporter)).contact.address, "2");
  assert.equal(threadOf([report, ...said], here(reporter)).contact, null);
  assert.equal(threadOf([report, said[1]], here(reporter)).answer.agree, true);
  assert.equal(threadOf([report, ...said], here(reporter)).answer.agree, false);
});

test("a report about the reader, or about somebody below them, is not shown", async () => {
  const reporter = new Reporter();
  const about = (role, elsewhere = "") => ({ about: { agency: elsewhere, role } });
  for (const [role, named, hidden] of [
    ["advocate", "advocate", true], ["supervisor", "advocate", true], ["advocate", "supervisor", false], ["supervisor", "supervisor", true],
    ["intake_responder", "advocate", false], ["supervisor", "clinician", false], ["custodian", "custodian", true], ["advocate", "", false],
  ]) {
    const header = reporter.header(about(named));
    assert.equal(namesReader(header, { agency, role }), hidden, `${role} reads about ${named}`);
    const thread = threadOf([await opened(header)], here(reporter, { role }));
    assert.equal(thread.state, hidden ? "not_for_you" : "open");
    assert.equal("header" in thread, !hidden);
  }
  const other = "00000000-0000-4000-8000-000000000000";
  assert.equal(namesReader(reporter.header(about("custodian", other)), { agency, role: "custodian" }), false);
  assert.equal(namesReader(reporter.header(about("", agency)), { agency, role: "custodian" }), true);
});

test("without the report nothing of what follows it is there, whatever it is", async () => {
  const reporter = new Reporter();
  const piece = await opened(reporter.piece(hex(random(8)), 0, random(10)));
  const message = await opened(reporter.message());
  const junk = await opened(utf8("x".repeat(100)));
  assert.equal(threadOf([], here(reporter)).state, "waiting");
  for (const drops of [[piece], [message], [message, piece], [await opened(new Reporter().message())]]) {
    for (const shut of [true, false]) assert.deepEqual(Object.keys(threadOf(drops, here(reporter, { shut }))), ["state", "trouble"]);
    assert.equal(threadOf(drops, here(reporter)).state, "waiting");
  }
  assert.equal(threadOf([message, junk], here(reporter)).state, "broken", "what is no drop of ours is told where all of it opens");
  assert.equal(threadOf([message, junk], here(reporter, { shut: true })).state, "waiting", "and not to somebody for whom the report stays shut");
});

test("many unsealed reports in a row are noticed", async () => {
  const threads = async (...modes) => Promise.all(modes.map(async (mode, at) => {
    const reporter = new Reporter();
    return threadOf([await opened(reporter.header({ mode, sent: `2026-11-25T0${at}:00Z` }))], here(reporter));
  }));
  assert.equal(mostlyBasic(await threads("basic", "basic", "basic")), false);
  assert.equal(mostlyBasic(await threads("basic", "browser", "basic", "basic")), true);
  assert.equal(mostlyBasic(await threads("basic", "browser", "browser", "basic")), false);
});
