import assert from "node:assert/strict";
import { test } from "node:test";
import { base64, concat, hex, random, text, unbase64, utf8 } from "../report/bytes.js";
import { readerHolds, replyOf } from "../report/chain.js";
import { unpad } from "../report/header.js";
import { fingerprint, identityOf, recipientOf } from "../report/hybrid.js";
import { open, replySize } from "../report/seal.js";
import { assemble, neutralName, sniff } from "./attachments.js";
import { Trouble, SignedOut, apiAt, newKey, noted } from "./api.js";
import { carry, mayRead, readersOf } from "./carry.js";
import { daysBetween, later } from "./days.js";
import { Inbox } from "./inbox.js";
import { nameOf } from "./opening.js";
import { due, lives, newlyUrgent, sorted } from "./queue.js";
import { roomLeft, sealReply } from "./reply.js";
import { Reporter, Server, agency, dropOf, opens, pause, root, rootKey, today, worker } from "./testing.mjs";
import { threadOf } from "./thread.js";
import { WrongRoot, drawWords, forget, joinWords, makeDesk, makeWindow, openWindows, openingWords, renewFrom, unlockWithWords } from "./vault.js";
import { signerOf } from "../report/chain.js";
import { english } from "../report/testing.mjs";

const here = { agency, channel: "help", role: "advocate" };

test("a desk opens with its words, however they are typed, and with no others", async () => {
  const words = drawWords(english);
  assert.equal(words.length, openingWords);
  const { desk, keys } = await makeDesk(words.join(" "), rootKey);
  for (const typed of [words.join(" "), words.join("-").toUpperCase(), `  ${words.join("\n")}. `]) {
    assert.deepEqual(await unlockWithWords(desk, typed, rootKey), keys);
  }
  await assert.rejects(unlockWithWords(desk, [...words].reverse().join(" "), rootKey));
  await assert.rejects(unlockWithWords(desk, "", rootKey));
  await assert.rejects(unlockWithWords(desk, words.join(" "), base64(random(32))), WrongRoot);
  const other = await makeDesk("a b c d e f", rootKey);
  await assert.rejects(unlockWithWords({ ...desk, sealed_signer: other.desk.sealed_signer }, words.join(" "), rootKey));
  await assert.rejects(unlockWithWords({ ...desk, opener: other.desk.opener }, words.join(" "), rootKey));
  await assert.rejects(unlockWithWords({ ...desk, signer: other.desk.signer }, words.join(" "), rootKey));
  const sealed = JSON.stringify(desk);
  for (const secret of [base64(keys.opener), base64(keys.signer), identityOf(keys.opener), words[0] + " " + words[1]]) assert.ok(!sealed.includes(secret));
});

test("words are drawn from the whole list", () => {
  const seen = new Set();
  for (let round = 0; round < 400; round++) drawWords(english).forEach((word) => seen.add(word));
  assert.ok(seen.size > 1200, `${seen.size} of 2048`);
  assert.equal(joinWords("Árbol, CASA"), "arbol casa");
});

test("a window holds in the reporter's browser and opens only with the opener", async () => {
  const { keys, signer } = { keys: { opener: random(32), signer: random(32), root: rootKey } };
  const made = await makeWindow(keys, { agency, channel: "help", role: "advocate", today, shown: "Sol" });
  assert.equal(signer, undefined);
  assert.equal(made.until, "2026-12-09");
  assert.equal(renewFrom(made), "2026-11-30");
  const { reader } = worker("advocate");
  const other = { ...reader, key: made.recipient, until: made.until, signed: made.signature };
  assert.equal(readerHolds(agency, "help", other, rootKey, today), false); // signed by a signer that nobody certified
  const [seed] = await openWindows([made], keys);
  assert.equal(recipientOf(seed), made.recipient);
  assert.deepEqual(await openWindows([made, { ...made, sealed: "AAAA" }, { ...made, recipient: recipientOf(random(32)) }], { opener: random(32) }), []);
  assert.equal((await openWindows([{ ...made, sealed: "AAAA" }, made], keys)).length, 1);
  forget(keys, [seed]);
  assert.ok([...keys.opener, ...keys.signer, ...seed].every((byte) => !byte));
});

// A thread as the desk has it, of a reporter whose report a worker opened.
async function threadOfReporter(reporter, seed, header = {}) {
  const server = new Server();
  const report = server.report(reporter.box, [await dropOf(reporter.header(header), [seed])]);
  const inbox = new Inbox({ api: server, pause });
  inbox.use([seed]);
  return { server, report, inbox, thread: await inbox.thread(report, here) };
}

test("an answer opens for the reporter alone, holds to the root, and has the one length", async () => {
  const [reporter, me] = [new Reporter(), worker()];
  const { thread } = await threadOfReporter(reporter, me.seed);
  const state = {
    agency, channel: "help", now: today, me: { role: "advocate" },
    desk: { signer: base64(signerOf(me.signer)), certified: me.reader.certified, certified_until: me.reader.certified_until },
  };
  const reply = { state, keys: { signer: me.signer }, thread, from: "Sol", lang: "am", text: "ሰላም \"quoted\"\n<b>", triage: "in_triage", ask: true };
  for (const some of [reply, { ...reply, text: "x" }, { ...reply, text: "ሀ".repeat(3000) }]) {
    const sealed = await sealReply(some, pause);
    assert.equal(sealed.length, replySize);
    const said = replyOf(unpad(await open(sealed, [reporter.seed])).header, reporter.box, () => rootKey);
    assert.equal(said.text, some.text);
    assert.equal(said.ask, "record");
    assert.equal(said.role, "advocate");
    assert.equal(await open(sealed, [me.seed]), null);
  }
  let length = 0;
  while (roomLeft({ ...reply, text: "é".repeat(length + 100) }) >= 0) length += 100;
  await sealReply({ ...reply, text: "é".repeat(length) }, pause);
  await assert.rejects(sealReply({ ...reply, text: "é".repeat(length + 100) }, pause));
  assert.ok(length > 5000, `room for ${length}`);
});

test("the queue opens what is small, asks for the rest later, and shows a carried copy where the first does not open", async () => {
  const [reporter, me, other] = [new Reporter(), worker(), worker()];
  const raw = concat(random(60000), random(40000));
  const piece = await dropOf(reporter.piece("00112233445566ff", 0, raw), [me.seed]);
  const first = await dropOf(reporter.header(), [other.seed]);
  const copy = { ...(await dropOf(reporter.header(), [me.seed])), carried: first.drop };
  const message = await dropOf(reporter.message(), [me.seed]);
  const server = new Server();
  const report = server.report(reporter.box, [piece, first, copy, message]);
  const inbox = new Inbox({ api: server, pause });
  inbox.use([me.seed]);
  const thread = await inbox.thread(report, here);
  assert.equal(thread.state, "open");
  assert.equal(thread.messages.length, 1);
  assert.ok(server.asked.every(({ look }) => look === "sort"));
  assert.ok(!server.asked.some(({ drop }) => drop === piece.drop));
  const asked = server.asked.length;
  await inbox.thread(report, here);
  assert.equal(server.asked.length, asked, "what is open is not asked for again");

  await inbox.read(report, thread);
  await inbox.read(report, thread);
  assert.deepEqual(server.asked.slice(asked).map(({ drop, look }) => [drop, look]), [[copy.drop, "read"], [message.drop, "read"]]);

  const [found] = await inbox.pieces(report, thread, { id: "00112233445566ff" });
  assert.deepEqual(found.raw, raw);
  inbox.forget();
  assert.equal((await inbox.thread(report, here)).state, "waiting");
});

test("what does not open is neither shown nor counted", async () => {
  const server = new Server();
  const reporter = new Reporter();
  const report = server.report(reporter.box, [await dropOf(reporter.header(), [random(32)])]);
  const inbox = new Inbox({ api: server, pause });
  inbox.use([random(32)]);
  assert.equal((await inbox.thread(report, here)).state, "waiting");
});

test("handing over seals every drop, unchanged, to those on duty, and goes on where it stopped", async () => {
  const [me, ada, sun] = [worker("advocate", { mine: true }), worker("advocate"), worker("supervisor")];
  const reporters = [new Reporter(), new Reporter(), new Reporter()];
  const server = new Server();
  const raw = concat(random(60000), random(10000));
  const drops = await Promise.all(reporters.map((reporter) => dropOf(reporter.header(), [me.seed])));
  const piece = await dropOf(reporters[0].piece("00112233445566ff", 0, raw), [me.seed]);
  const reports = [
    server.report(reporters[0].box, [drops[0], piece]), server.report(reporters[1].box, [drops[1]]),
    server.report(reporters[2].box, [drops[2]], { state: "closed" }),
    server.report("00", [await dropOf(new Reporter().header(), [random(32)])]),
  ];
  const state = { agency, channel: "help", now: today, reports, readers: [me.reader, ada.reader, sun.reader], known: [] };
  const inbox = new Inbox({ api: server, pause });
  inbox.use([me.seed]);
  const done = new Set();
  const sent = [];
  const desk = { drops: (report) => inbox.drops(report), carry: async (report, original, sealed) => void sent.push({ report, original, sealed }) };
  const readers = readersOf(state, rootKey, false);
  assert.deepEqual(readers.map((reader) => reader.key), [ada.reader.key, sun.reader.key]);

  let stop = false;
  await carry({ state, readers, desk: { ...desk, carry: async (...all) => { await desk.carry(...all); stop = true; } }, done, stopped: () => stop, step: () => {}, pause });
  assert.equal(sent.length, 1);
  const steps = [];
  const result = await carry({ state, readers, desk, done, stopped: () => false, step: (at, total) => steps.push(`${at}/${total}`), pause });
  assert.deepEqual(result, { carried: 2, alone: 0 });
  assert.deepEqual(sent.map(({ original }) => original).sort(), [drops[0].drop, piece.drop, drops[1].drop].sort());
  assert.deepEqual(steps, ["0/3", "1/3", "2/3", "3/3"]);
  for (const { original, sealed } of sent) {
    const was = await open(server.files.get(original), [me.seed]);
    assert.deepEqual(await open(sealed, [ada.seed]), was);
    assert.ok(await opens(sealed, sun.seed));
    assert.ok(!(await opens(sealed, me.seed)));
    assert.equal(sealed.length, server.files.get(original).length);
  }
});

test("handing over never reaches somebody whom the sender left out, nor those it is about", async () => {
  const [ada, sun, own] = [worker("advocate"), worker("supervisor"), worker("intake_responder")];
  const readers = [ada.reader, sun.reader, own.reader];
  const known = [ada, sun, own].map(({ reader }) => fingerprint(reader.key));
  const state = { agency, channel: "help", now: today, known };
  const reporter = new Reporter();
  const who = (header, list = readers) => mayRead({ ...reporter.header(), ...header }, list, state).map((reader) => reader.role).sort();
  assert.deepEqual(who({}), ["advocate", "intake_responder", "supervisor"]);
  assert.deepEqual(who({ about: { role: "advocate", agency: null } }), ["intake_responder"]);
  assert.deepEqual(who({ about: { role: "supervisor", agency: null } }), ["advocate", "intake_responder"]);
  assert.deepEqual(who({ left_out: [fingerprint(ada.reader.key)] }), ["intake_responder", "supervisor"]);
  const renewed = { ...worker("advocate").reader, earlier: [fingerprint(ada.reader.key)] };
  assert.deepEqual(who({ left_out: [fingerprint(ada.reader.key)] }, [renewed, sun.reader]), ["supervisor"]);
  assert.deepEqual(who({ left_out: [fingerprint(ada.reader.key)] }, [sun.reader]), ["supervisor"]); // she is off duty
  assert.deepEqual(who({ left_out: ["0011223344556677"] }), []); // whose key that was, nobody knows any more
  assert.deepEqual(who({ left_out: ["0011223344556677"] }, [{ ...own.reader, mine: true }, sun.reader]), ["intake_responder"]);
  const concern = [worker("custodian", { channel: "concern" }), worker("custodian", { channel: "concern" }), worker("custodian", { channel: "concern" })];
  assert.equal(mayRead(reporter.header(), concern.map(({ reader }) => reader), { ...state, channel: "concern" }).length, 2);
  assert.equal(mayRead(reporter.header({ about: { role: "custodian", agency: "00000000-0000-4000-8000-000000000000" } }),
    concern.map(({ reader }) => reader), { ...state, channel: "concern" }).length, 2);
});

test("what follows a report is handed over with it, unchanged, to those who may read it, and shown to nobody whom it left out", async () => {
  const [me, ada, sun] = [worker("intake_responder", { mine: true }), worker("intake_responder"), worker("supervisor")];
  const [reporter, server] = [new Reporter(), new Server()];
  const everybody = [me, ada, sun].map(({ seed }) => seed);
  const first = await dropOf(reporter.header({ about: { role: "", agency: "" }, left_out: [fingerprint(sun.reader.key)] }), [me.seed]);
  const raw = random(200);
  const files = [{ id: "00112233445566ff", name: "photo.jpg", type: "image/jpeg", bytes: 200, parts: 1, sha256: "00".repeat(32), stripped: true }];
  const later = [await dropOf(reporter.message({ files }), everybody), await dropOf(reporter.piece("00112233445566ff", 0, raw), everybody)];
  const report = server.report(reporter.box, [first, ...later]);
  const inboxOf = (seed) => {
    const inbox = new Inbox({ api: server, pause });
    inbox.use([seed]);
    return inbox;
  };
  const as = (role) => ({ ...here, role });
  for (const { seed, reader } of [ada, sun]) {
    const thread = await inboxOf(seed).thread(report, as(reader.role));
    assert.deepEqual([thread.state, [...thread.trouble]], ["waiting", []]);
    assert.equal("messages" in thread, false);
  }
  const state = { agency, channel: "help", now: today, reports: [report], readers: [me.reader, ada.reader, sun.reader], known: [me, ada, sun].map(({ reader }) => fingerprint(reader.key)) };
  const readers = readersOf(state, rootKey, false);
  const handOver = (seed, sent) => carry({ state, readers, done: new Set(), stopped: () => false, step: () => {}, pause,
    desk: { drops: (one) => inboxOf(seed).drops(one), carry: async (_, original, sealed) => void sent.push({ original, sealed }) } });
  const none = [];
  await handOver(sun.seed, none); // who cannot open the report hands nothing on, though the files around the rest open
  assert.deepEqual(none, []);
  const sent = [];
  await handOver(me.seed, sent);
  assert.deepEqual(sent.map(({ original }) => original).sort(), [first, ...later].map(({ drop }) => drop).sort());
  const copies = [];
  for (const { original, sealed } of sent) {
    assert.deepEqual(await open(sealed, [ada.seed]), await open(server.files.get(original), [me.seed]));
    assert.ok(!(await opens(sealed, sun.seed)));
    copies.push({ drop: nameOf(sealed), file: sealed, class: 16384, day: today, carried: original });
  }
  const carried = server.report(reporter.box, [first, ...later, ...copies]);
  const inbox = inboxOf(ada.seed);
  const thread = await inbox.thread(carried, as("intake_responder"));
  assert.deepEqual([thread.state, thread.messages.length, [...thread.trouble]], ["open", 1, []]);
  assert.deepEqual((await inbox.pieces(carried, thread, files[0])).map((piece) => piece.raw), [raw]);
  assert.equal((await inboxOf(sun.seed).thread(carried, as("supervisor"))).state, "waiting");
});

test("handing over says how many reports nobody else may read, and leaves them", async () => {
  const [me, ada] = [worker("intake_responder", { mine: true }), worker("advocate")];
  const reporter = new Reporter();
  const server = new Server();
  const report = server.report(reporter.box, [await dropOf(reporter.header({ about: { role: "advocate", agency: "" } }), [me.seed])]);
  const state = { agency, channel: "help", now: today, reports: [report], readers: [me.reader, ada.reader], known: [] };
  const inbox = new Inbox({ api: server, pause });
  inbox.use([me.seed]);
  const result = await carry({ state, readers: readersOf(state, rootKey, false), done: new Set(), stopped: () => false, step: () => {}, pause,
    desk: { drops: (one) => inbox.drops(one), carry: () => assert.fail("nothing goes over") } });
  assert.deepEqual(result, { carried: 0, alone: 1 });
});

test("a reader whom nobody certified is not sealed to", () => {
  const [good, stranger] = [worker("advocate").reader, worker("advocate").reader];
  const forged = [
    { ...stranger, certified: base64(random(64)) }, { ...stranger, signed: good.signed }, { ...stranger, role: "admin" }, { ...stranger, until: "2026-11-24" },
    { ...stranger, certified_until: "2026-11-24" }, { ...stranger, key: good.key },
  ];
  const state = { agency, channel: "help", now: today, readers: [good, ...forged] };
  assert.deepEqual(readersOf(state, rootKey, false).map((reader) => reader.key), [good.key]);
  assert.deepEqual(readersOf({ ...state, readers: [good] }, base64(signerOf(random(32))), false), []);
  assert.equal(root.length, 32);
});

test("the queue puts first what is urgent, late and due", () => {
  const row = (name, report, header = {}) => ({
    report: { report: name, day: today, urgent: false, waits: true, late: 0, due: "", owed: "", state: "received", converted: "", ...report },
    thread: { state: "open", header: { lang: "en", answers: {}, ...header } },
  });
  const rows = [
    row("e", { state: "closed", waits: false }), row("d", { waits: false }), row("c", { due: "2026-11-27T10:00:00Z" }), row("b", { due: "2026-11-26T10:00:00Z" }),
    row("a", { urgent: true }), row("0", { urgent: true, late: 2 }),
  ].map((each) => ({ ...each, due: due(each.report) }));
  const order = (by, list = rows) => sorted(list, by, "en").map(({ report }) => report.report).join("");
  assert.equal(order("urgent"), "0abcde");
  assert.equal(order(undefined), "0abcde");
  const said = [
    row("1", {}, { lang: "es", answers: { area: "west", needs: ["talk"] } }), row("2", { urgent: true }, { lang: "vi", answers: { area: "East", needs: ["medical"] } }),
    row("3", {}, { lang: "vi", answers: { speak: "am", area: "north", needs: ["legal"] } }), { ...row("4", {}), thread: { state: "broken" } },
  ].map((each) => ({ ...each, due: null }));
  assert.equal(order("language", said), "3124");
  assert.equal(order("area", said), "2314");
  assert.equal(order("need", said), "3214");
  assert.deepEqual(due({ due: "2026-12-02", owed: "acknowledge" }), { at: "2026-12-02", what: "acknowledge" });
  assert.equal(due({ due: "", urgent: true }), null);
  assert.equal(lives({ state: "quarantined" }), false);
});

test("what is newly urgent is told once", () => {
  const report = (name, urgent, waits = true) => ({ report: name, urgent, waits });
  const names = (before, now) => newlyUrgent(before, now).map((each) => each.report);
  assert.deepEqual(names([], [report("a", true), report("b", false)]), ["a"]);
  assert.deepEqual(names([report("a", true)], [report("a", true)]), []);
  assert.deepEqual(names([report("a", false)], [report("a", true)]), ["a"]);
  assert.deepEqual(names([report("a", true, false)], [report("a", true)]), ["a"]);
});

test("what a file is, its first bytes say", () => {
  const is = (...bytes) => sniff(Uint8Array.from([...bytes, ...new Array(16).fill(0)])).type;
  assert.equal(is(0xff, 0xd8, 0xff, 0xe0), "image/jpeg");
  assert.equal(is(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), "image/png");
  assert.equal(is(...utf8("GIF89a")), "image/gif");
  assert.equal(is(...utf8("RIFF"), 1, 2, 3, 4, ...utf8("WEBP")), "image/webp");
  assert.equal(is(...utf8("RIFF"), 1, 2, 3, 4, ...utf8("WAVE")), "audio/wav");
  assert.equal(is(...utf8("OggS")), "audio/ogg");
  assert.equal(is(0, 0, 0, 32, ...utf8("ftypM4A ")), "audio/mp4");
  for (const bytes of [utf8("<svg onload=alert(1)>"), utf8("%PDF-1.7"), utf8("MZ"), utf8("<!doctype html>"), utf8("PK\u0003\u0004"), new Uint8Array(0)]) {
    assert.deepEqual(sniff(bytes), { kind: "other", type: "application/octet-stream" });
  }
  assert.match(neutralName(3), /^file-3\.bin$/);
});

test("a file is whole, or it is not shown", async () => {
  const { sha256 } = await import("@noble/hashes/sha2.js");
  const bytes = random(300);
  const file = { id: "00112233445566ff", parts: 3, bytes: 300, sha256: hex(sha256(bytes)) };
  const piece = (part, id = file.id) => ({ header: { file: id, part }, raw: bytes.subarray(part * 100, part * 100 + 100) });
  const all = [piece(2), piece(0), piece(1)];
  assert.deepEqual(assemble(file, all).bytes, bytes);
  assert.equal(assemble(file, all.slice(1)).missing, 1);
  assert.equal(assemble(file, []).missing, 3);
  assert.equal(assemble({ ...file, parts: 0 }, all).missing, 1);
  assert.equal(assemble({ ...file, parts: undefined }, all).missing, 1);
  assert.equal(assemble(file, [piece(2), piece(0), piece(1, "ffffffffffffffff")]).missing, 1);
  assert.equal(assemble(file, [piece(2), piece(0), { ...piece(1), raw: random(100) }]).changed, true);
  assert.equal(assemble({ ...file, bytes: 299 }, all).changed, true);
});

test("days go over months and years", () => {
  assert.equal(later("2026-12-28", 5), "2027-01-02");
  assert.equal(later("2028-02-27", 2), "2028-02-29");
  assert.equal(daysBetween("2026-12-28", "2027-01-02"), 5);
  assert.equal(daysBetween(today, "2026-11-24"), -1);
});

test("what the server says is taken apart: words, a page, a line that is down, an ended session", async () => {
  const answers = [];
  const api = apiAt("/desk/intake", async (path, options) => {
    answers.push([path, options]);
    return answers.next();
  });
  const answer = (status, body, more = {}) => {
    answers.next = () => ({ headers: new Map(), status, ok: status < 300, type: "basic", json: async () => JSON.parse(body), arrayBuffer: async () => utf8(body).buffer, ...more });
  };
  answer(200, '{"now":"2026-11-25"}');
  assert.equal((await api.state()).now, today);
  assert.equal(answers[0][0], "/desk/intake/state");
  answer(409, '{"error":"look again"}');
  await assert.rejects(api.decide({}), (trouble) => trouble instanceof Trouble && trouble.status === 409 && trouble.words === "look again");
  answer(404, "<!doctype html>");
  await assert.rejects(api.open("a", "b", "read"), (trouble) => trouble instanceof Trouble && trouble.words === "");
  answer(0, "", { type: "opaqueredirect" });
  await assert.rejects(api.state(), SignedOut);
  answers.next = () => {
    throw new TypeError("no line");
  };
  await assert.rejects(api.state(), (trouble) => trouble instanceof Trouble && trouble.status === 0);
  answer(200, "{}");
  await api.reply("r", newKey(), new Uint8Array(replySize));
  const sent = answers[answers.length - 1][1].body;
  assert.equal(sent.length, 512 + replySize);
  assert.equal(JSON.parse(text(sent.subarray(0, 512)).trim()).report, "r");
  assert.match(newKey(), /^[abcdefghijkmnpqrstuvwxyz2-9]{26}$/);
  assert.throws(() => noted({ report: "x".repeat(600) }, new Uint8Array(1)));
  assert.equal(unbase64("AAAA").length, 3);
  assert.equal(threadOf([], here).state, "waiting");
});
