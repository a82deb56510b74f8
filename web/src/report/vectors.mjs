// Writes one of everything that is sealed, derived or signed, for the tests of the scripts and of the server:
//
//	node web/src/report/vectors.mjs
//
// What is drawn at random differs each time; what is derived does not.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { base64, hex, utf8 } from "./bytes.js";
import { replyLines, sign, signerLines, signerOf, windowLines } from "./chain.js";
import { lock, pad, split } from "./header.js";
import { fingerprint, recipientOf } from "./hybrid.js";
import { derive, numbers, words } from "./receipt.js";
import { replyRoom, seal } from "./seal.js";
import { solve } from "./work.js";

const core = new URL("../../../internal/care/reporting/", import.meta.url);
const listOf = (name) => readFileSync(new URL(`lists/${name}.txt`, core), "utf8").trim().split("\n");
const english = listOf("english");
const spanish = listOf("spanish");

const seed = (name) => new Uint8Array(createHash("sha256").update("amparo vector " + name).digest());
const bytes = (name, size) => seed(name).slice(0, size);

const pins = ["", "4711", "  blue door ", "\u0661\u0662\u0663", "\uff11\uff12", "caf\u00e9", "\u12a0\u121b\u122d"];
const receipts = pins.map((pin, at) => {
  const secret = bytes(`receipt ${at}`, 16);
  const derived = derive(secret, pin);
  const shown = { english: words(secret, english), spanish: words(secret, spanish), numbers: numbers(secret) };
  const arabic = (digits) => digits.replace(/[0-9]/g, (digit) => String.fromCodePoint(0x660 + Number(digit)));
  return {
    secret: hex(secret), pin, ...shown, box: derived.box, read: derived.read, write: derived.write,
    reply: hex(derived.seed), thread: hex(derived.thread), recipient: derived.recipient(),
    typed: [
      shown.english.join(" "), shown.english.join("\n").toUpperCase(), shown.spanish.join(", "),
      shown.spanish.join(" ").normalize("NFD"), shown.spanish.join(" ").normalize("NFD").replace(/\p{M}/gu, ""),
      shown.numbers.join(" "), shown.numbers.join("-"), shown.numbers.join(""), arabic(shown.numbers.join(" ")),
      shown.english.map((word, place) => `${place % 2 ? " " : ""}${word},`).join(" "),
    ],
  };
});

const agency = "5f1c1b1e-6a0e-4a63-9c0d-2f4f6b6d0c11";
const [channel, role, until, certifiedUntil] = ["help", "advocate", "2026-12-09", "2027-11-25"];
const readers = ["reader 1", "reader 2", "reader 3"].map(seed);
const [root, signer] = [seed("root"), seed("signer")];
const key = recipientOf(readers[0]);
const chain = {
  root_seed: hex(root), signer_seed: hex(signer), root: base64(signerOf(root)), agency, channel,
  reader: {
    role, shown: "Sol", key, until, signer: base64(signerOf(signer)),
    signed: base64(sign(windowLines(agency, channel, role, key, until), signer)),
    certified: base64(sign(signerLines(agency, role, base64(signerOf(signer)), certifiedUntil), root)),
    certified_until: certifiedUntil,
  },
};

const secret = bytes("receipt 0", 16);
const own = derive(secret, "");
const reporter = {
  v: 1, kind: "report", mode: "browser", manifest: hex(seed("manifest")), agency, channel, box: own.box, reply: own.recipient(),
  thread: base64(own.thread), lang: "am", sent: "2026-11-25T21:14Z", nonce: base64(bytes("nonce", 16)),
  about: { role: "supervisor" }, left_out: [fingerprint(recipientOf(seed("left out")))],
  answers: { concern_for: "self", danger: "unsure", needs: ["talk", "safe_place"], speak: "አማርኛ", sign_language: false },
  text: "እርዳታ እፈልጋለሁ። <b>\u202e", contact: { channel: "sms", address: "+1 312 555 0100", days: [1, 3], from: 540, to: 660, zone: "America/Chicago",
    code_word: "blue", voicemail: false, others_see: "", ask_again: "2026-12-25T00:00:00Z", paused: false },
  files: [{ id: hex(bytes("file", 8)), name: "photo.jpg", type: "image/jpeg", bytes: 11, parts: 1,
    sha256: createHash("sha256").update("hello there").digest("hex"), stripped: true }],
};
const piece = { file: hex(bytes("file", 8)), part: 0 };
const message = { lang: "am", sent: "2026-11-26T08:00Z", nonce: base64(bytes("nonce 2", 16)), text: "እስማማለሁ",
  answer: { to: base64(bytes("nonce 3", 16)), agree: true } };

const said = JSON.stringify({ agency, box: own.box, nonce: base64(bytes("nonce 3", 16)), lang: "am", day: "2026-11-26", from: "Sol",
  text: "ሰላም። <script>", state: "in_triage", ask: "record" });
const reply = { v: 1, kind: "reply", body: said, signer: chain.reader.signer, signature: base64(sign(replyLines(said), signer)),
  certified: chain.reader.certified, certified_until: certifiedUntil, role };

// What is locked under the thread: what it says, and the plaintext around it.
const locked = (kind, said, raw) => {
  const plain = lock(kind, said, own, raw);
  return { plain, vector: { said: { v: 1, ...said, ...(raw ? { bytes: raw.length } : {}) }, rest: base64(split(plain).rest) } };
};
const greeting = utf8("hello there");
const [lockedPiece, lockedMessage] = [locked("piece", piece, greeting), locked("message", message)];

const sealed = async (plain, count) => base64(await seal(plain, count ? [own.recipient()] : readers.map(recipientOf), count ? { count } : {}));
const name = hex(seed("drop"));
const salt = hex(bytes("salt", 8));
const vectors = {
  receipts, chain, readers: readers.map(hex),
  report: { header: reporter, file: await sealed(pad(reporter)) },
  thread: { key: hex(own.thread), box: own.box },
  piece: { ...lockedPiece.vector, raw: base64(greeting), file: await sealed(lockedPiece.plain) },
  message: { ...lockedMessage.vector, file: await sealed(lockedMessage.plain) },
  reply: { secret: hex(secret), pin: "", header: reply, file: await sealed(pad(reply, new Uint8Array(0), replyRoom), 1) },
  work: { salt, bits: 12, name, found: await solve({ salt, bits: 12 }, name, async () => {}) },
};
writeFileSync(new URL("testdata/vectors.json", core), JSON.stringify(vectors, null, 1) + "\n");
