// Puts a report or a follow-up together and seals it: what goes over the line is made here.
import { sha256 } from "@noble/hashes/sha2.js";
import { answersOf, contactOf, minuteOf } from "./answers.js";
import { base64, hex, random, unhex, utf8 } from "./bytes.js";
import { classes, lock, namePlain, pad } from "./header.js";
import { fingerprint } from "./hybrid.js";
import { seal, shuffle, stanzas } from "./seal.js";

const metaSize = 512;
const headerRoom = 1024; // of a part of a file, beside its bytes

// SHA-256 in pieces.
export async function digest(bytes, pause) {
  const sum = sha256.create();
  for (let at = 0; at < bytes.length; at += 65536) {
    sum.update(bytes.subarray(at, at + 65536));
    await pause();
  }
  return sum.digest();
}

// One drop for each eight readers. A report has no more; what follows it goes to everybody, and the copies are one to a reader.
async function dropsOf(plaintext, readers, pause) {
  const drops = [];
  for (let at = 0; at < readers.length; at += stanzas) {
    const file = await seal(plaintext, readers.slice(at, at + stanzas).map((reader) => reader.key), { pause });
    drops.push({ file, name: hex(await digest(file, pause)) });
  }
  return drops;
}

// What is said in clear, padded to its length.
export function metaOf({ agency, channel, own, urgent, keep }, work = "") {
  const line = utf8(JSON.stringify({
    agency, channel, box: own.box, read: hex(sha256(unhex(own.read))), write: own.write, urgent, keep, work,
  }));
  const meta = new Uint8Array(metaSize).fill(0x20);
  meta.set(line);
  return meta;
}

// Files in parts, each a drop of its own. A slow line gets smaller ones.
async function partsOf(file, readers, { own, slow, pause }) {
  const size = (file.bytes.length > classes[2] && !slow ? classes[3] : classes[2]) - headerRoom;
  const count = Math.max(1, Math.ceil(file.bytes.length / size));
  const drops = [];
  for (let part = 0; part < count; part++) {
    const raw = file.bytes.subarray(part * size, (part + 1) * size);
    const plain = lock("piece", { file: file.id, part }, own, raw);
    await pause();
    drops.push(...await dropsOf(plain, readers, pause));
  }
  const { id, name, type, bytes, stripped } = file;
  return { drops, header: { id, name, type, bytes: bytes.length, parts: count, sha256: hex(await digest(bytes, pause)), stripped } };
}

async function fileDrops(files, to, how) {
  const drops = [];
  const headers = [];
  for (const file of files) {
    const made = await partsOf(file, to.readers, how);
    drops.push(...made.drops);
    headers.push(made.header);
  }
  return { drops: shuffle(drops), headers };
}

const mostCustodians = 4;

// A name for each pair of custodians: inside an age file to the second inside one to the first.
async function identityOf(name, custodians, pause) {
  const some = custodians.slice(0, mostCustodians);
  const pairs = [];
  for (const [at, first] of some.entries()) {
    for (const second of some.slice(at + 1)) {
      const inner = await seal(namePlain(name), [second.key], { count: 1, pause });
      pairs.push({ first: fingerprint(first.key), second: fingerprint(second.key), sealed: base64(await seal(inner, [first.key], { count: 1, pause })) });
    }
  }
  return pairs;
}

// A concern has one size at least that holds a name too, so that its size does not tell whether one was given.
const concernSize = classes[1];

// Seals a report. `to` is where it goes: {agency, channel, readers, custodians, about, leftOut, manifest}; `own` is what the
// receipt derives. The last of the drops is the report itself.
export async function composeReport({ values, files, to, own, lang, now, zone, slow, pause }) {
  const parts = await fileDrops(files, to, { own, slow, pause });
  const reply = own.recipient();
  await pause();
  const name = (values.name || "").trim();
  const header = {
    v: 1, kind: "report", mode: "browser", manifest: to.manifest, agency: to.agency, channel: to.channel, box: own.box, reply,
    thread: base64(own.thread), lang, sent: minuteOf(now), nonce: base64(random(16)), about: to.about, left_out: to.leftOut.map((reader) => fingerprint(reader.key)),
    answers: answersOf(values), text: (values.text || "").trim(), contact: contactOf(values, now, zone), files: parts.headers,
  };
  if (to.channel === "concern" && name) header.identity = await identityOf(name, to.custodians, pause);
  const plain = pad(header);
  const roomy = to.channel === "concern" && plain.length < concernSize ? pad(header, new Uint8Array(0), concernSize) : plain;
  return [...parts.drops, ...await dropsOf(roomy, to.readers, pause)];
}

// Seals a follow-up. `to` is {agency, channel, readers}: everybody who answers the channel.
export async function composeMessage({ values, files, to, own, answer, lang, now, zone, slow, pause }) {
  const parts = await fileDrops(files, to, { own, slow, pause });
  const body = { lang, sent: minuteOf(now), nonce: base64(random(16)) };
  const said = (values.text || "").trim();
  const contact = contactOf(values, now, zone);
  if (said) body.text = said;
  if (contact) body.contact = contact;
  if (parts.headers.length) body.files = parts.headers;
  if (answer) body.answer = answer;
  return [...parts.drops, ...await dropsOf(lock("message", body, own), to.readers, pause)];
}
