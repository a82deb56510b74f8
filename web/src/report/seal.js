// Age v1 files with hybrid stanzas, written so that the page can breathe between the pieces of the work: docs/reporting.md.
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64bare, concat, random, same, text, unbase64bare, utf8 } from "./bytes.js";
import { opener, publicFrom, publicOf, shareSize, wrap, wrapForNobody, wrappedSize } from "./hybrid.js";

export const stanzas = 8;
export const replySize = 16384; // the whole of a reply's file

const version = "age-encryption.org/v1\n";
const kind = "-> mlkem768x25519 ";
const chunk = 65536;
const tag = 16;
const stanzaSize = kind.length + 1494 + 1 + 43 + 1;
const headerSize = (count) => version.length + count * stanzaSize + 48;
const none = async () => {};

// How long the file is for a plaintext of so many bytes.
export const sealedSize = (size, count = stanzas) =>
  headerSize(count) + 16 + size + tag * Math.max(1, Math.ceil(size / chunk));

// What fits into a reply.
export const replyRoom = replySize - sealedSize(0, 1);

const keyOf = (fileKey, salt, name) => hkdf(sha256, fileKey, salt, utf8(name), 32);
const line = ({ share, body }) => kind + base64bare(share) + "\n" + base64bare(body) + "\n";

// In random order, drawn without a lean.
export function shuffle(list) {
  for (let at = list.length - 1; at > 0; at--) {
    const span = at + 1;
    let drawn;
    do drawn = new DataView(random(4).buffer).getUint32(0);
    while (drawn >= 2 ** 32 - (2 ** 32 % span));
    const other = drawn % span;
    [list[at], list[other]] = [list[other], list[at]];
  }
  return list;
}

function nonceOf(number, last) {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(7, number);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

// Seals to one up to `count` recipients; the other stanzas are for nobody. pause() is awaited between pieces of work.
export async function seal(plaintext, recipients, { count = stanzas, pause = none } = {}) {
  const publics = [...new Set(recipients)].map(publicFrom);
  if (!publics.length || publics.length > count) throw new Error("too few or too many readers");
  const fileKey = random(16);
  await pause();
  const nobody = publics.length < count && publicOf(random(32));
  await pause();
  const made = [];
  for (let at = 0; at < count; at++) {
    made.push(at < publics.length ? wrap(fileKey, publics[at]) : wrapForNobody(nobody));
    await pause();
  }
  const header = version + shuffle(made).map(line).join("") + "---";
  const mac = hmac(sha256, keyOf(fileKey, undefined, "header"), utf8(header));
  const nonce = random(16);
  const key = keyOf(fileKey, nonce, "payload");
  const parts = [utf8(header + " " + base64bare(mac) + "\n"), nonce];
  const chunks = Math.max(1, Math.ceil(plaintext.length / chunk));
  for (let at = 0; at < chunks; at++) {
    parts.push(chacha20poly1305(key, nonceOf(at, at === chunks - 1)).encrypt(plaintext.subarray(at * chunk, (at + 1) * chunk)));
    await pause();
  }
  fileKey.fill(0);
  key.fill(0);
  return concat(...parts);
}

function parse(file) {
  const end = file.indexOf(0x0a, headerEnd(file));
  const header = text(file.subarray(0, end)).split("\n");
  if (header.shift() + "\n" !== version) throw new Error("not an age file");
  const mac = header.pop();
  const found = [];
  while (header.length) {
    const first = header.shift();
    const body = header.shift();
    if (!first.startsWith(kind)) throw new Error("another kind of stanza");
    const stanza = { share: unbase64bare(first.slice(kind.length)), body: unbase64bare(body || "") };
    if (stanza.share.length !== shareSize || stanza.body.length !== wrappedSize) throw new Error("not a stanza");
    found.push(stanza);
  }
  return { found, mac: unbase64bare(mac.slice(4)), signed: file.subarray(0, end - mac.length + 3), rest: file.subarray(end + 1) };
}

// Where the line with the header's proof begins.
function headerEnd(file) {
  for (let at = 0; at >= 0 && at < 64 * stanzaSize; at = file.indexOf(0x0a, at) + 1) {
    if (file[at] === 0x2d && file[at + 1] === 0x2d && file[at + 2] === 0x2d && file[at + 3] === 0x20) return at;
    if (file.indexOf(0x0a, at) < 0) break;
  }
  throw new Error("not an age file");
}

// Opens a file with the seeds of identities; null where none of them fits. Throws where the file is no file of ours, or was changed.
export async function open(file, seeds, { pause = none } = {}) {
  const { found, mac, signed, rest } = parse(file);
  let fileKey = null;
  for (const seed of seeds) {
    const openWith = opener(seed);
    for (const stanza of found) {
      fileKey ||= openWith(stanza);
      await pause();
      if (fileKey) break;
    }
    if (fileKey) break;
  }
  if (!fileKey) return null;
  if (!same(hmac(sha256, keyOf(fileKey, undefined, "header"), signed), mac)) throw new Error("the file was changed");
  const key = keyOf(fileKey, rest.subarray(0, 16), "payload");
  const payload = rest.subarray(16);
  const chunks = Math.max(1, Math.ceil(payload.length / (chunk + tag)));
  const parts = [];
  for (let at = 0; at < chunks; at++) {
    const piece = payload.subarray(at * (chunk + tag), (at + 1) * (chunk + tag));
    const last = at === chunks - 1;
    if (last && at && piece.length === tag) throw new Error("the file was changed");
    parts.push(chacha20poly1305(key, nonceOf(at, last)).decrypt(piece));
    await pause();
  }
  return concat(...parts);
}
