// The plaintext of a drop: a line of JSON, raw bytes, and zeros up to the size class: docs/reporting.md, "A drop".
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { concat, random, text, utf8 } from "./bytes.js";

export const classes = [16384, 65536, 262144, 1048576];

const nothing = new Uint8Array(0);
const lineOf = (header) => utf8(JSON.stringify(header) + "\n");

// Pads to the class that fits, less what is `taken` of it; `room`, where it is given, is the one length there is.
export function pad(header, raw = nothing, room = 0, taken = 0) {
  const line = lineOf(raw.length ? { ...header, bytes: raw.length } : header);
  const size = line.length + raw.length;
  const whole = room || classes.find((one) => one >= size + taken) - taken;
  if (!whole || size > whole) throw new Error("too long");
  return concat(line, raw, new Uint8Array(whole - size));
}

const deepest = 8;

// How deep the brackets nest, counted before anything is parsed.
function nests(line) {
  let open = 0;
  let most = 0;
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const letter = line[at];
    if (quoted && letter === "\\") at++;
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && (letter === "{" || letter === "[")) most = Math.max(most, ++open);
    else if (!quoted && (letter === "}" || letter === "]")) open--;
  }
  return most;
}

// The first line of a plaintext and what stands behind it. Throws where there is none: the server could not look, so the
// reader has to.
export function split(plaintext) {
  const end = plaintext.indexOf(0x0a);
  if (end < 0) throw new Error("malformed");
  const line = text(plaintext.subarray(0, end));
  if (nests(line) > deepest) throw new Error("malformed");
  const header = JSON.parse(line);
  if (!header || typeof header !== "object" || Array.isArray(header) || header.v !== 1) throw new Error("malformed");
  return { header, rest: plaintext.subarray(end + 1) };
}

// Takes a plaintext apart that was padded. Throws where it was not.
export function unpad(plaintext) {
  const { header, rest } = split(plaintext);
  const { bytes = 0 } = header;
  if (!Number.isSafeInteger(bytes) || bytes < 0 || bytes > rest.length) throw new Error("malformed");
  if (rest.subarray(bytes).some((byte) => byte)) throw new Error("malformed");
  return { header, raw: rest.subarray(0, bytes) };
}

// A name that only a pair of custodians opens together. Every name has the same length inside.
export const nameRoom = 1024;
export const namePlain = (name) => pad({ v: 1, kind: "name", name }, nothing, nameRoom);

// What follows a report, and the parts of its files, is locked once more under the key of the thread, which stands in the
// report: whoever cannot open that reads nothing of it, whoever the file around it is sealed to. The lock also says that it
// comes from somebody who has the key, to those who have it, and to nobody else.
const nonceSize = 24;
const lockSize = nonceSize + 16;
const cipherOf = (kind, nonce, { thread, box }) => xchacha20poly1305(thread, nonce, utf8(`amparo/thread/v1\n${box}\n${kind}\n`));

// The plaintext of a drop that tells its kind only. `own` has the key of the thread and the number of the mailbox.
export function lock(kind, said, own, raw) {
  const line = lineOf({ v: 1, kind });
  const nonce = random(nonceSize);
  return concat(line, nonce, cipherOf(kind, nonce, own).encrypt(pad({ v: 1, ...said }, raw, 0, line.length + lockSize)));
}

// What is behind the line: {header, raw}. Throws where it was changed, or is of another thread, mailbox or kind.
export const unlock = (kind, locked, own) =>
  unpad(cipherOf(kind, locked.subarray(0, nonceSize), own).decrypt(locked.subarray(nonceSize)));
