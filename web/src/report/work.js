// Work that the server asks for when more arrives than it can write at ease: docs/reporting.md, "Work".
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8 } from "./bytes.js";

function zeroBits(digest) {
  let bits = 0;
  for (const byte of digest) {
    bits += Math.min(8, Math.clz32(byte) - 24);
    if (byte) break;
  }
  return bits;
}

export const done = (salt, name, n, bits) => zeroBits(sha256(utf8(`${salt}:${name}:${n}`))) >= bits;

// Tries numbers until one does, and lets the page breathe.
export async function solve({ salt, bits }, name, pause) {
  for (let n = 0; ; n++) {
    if (done(salt, name, n, bits)) return `${salt}:${n}`;
    if (n % 256 === 255) await pause();
  }
}
