// Files that came with a report. What they call themselves counts for nothing: their first bytes decide, and only pictures and
// sound that a browser shows without running anything are ever shown.
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, hex } from "../report/bytes.js";

const letters = (bytes, from, to) => String.fromCharCode(...bytes.subarray(from, to));
const begins = (bytes, ...codes) => codes.every((code, at) => bytes[at] === code);

const known = [
  ["picture", "image/jpeg", (b) => begins(b, 0xff, 0xd8, 0xff)],
  ["picture", "image/png", (b) => begins(b, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)],
  ["picture", "image/gif", (b) => letters(b, 0, 6) === "GIF87a" || letters(b, 0, 6) === "GIF89a"],
  ["picture", "image/webp", (b) => letters(b, 0, 4) === "RIFF" && letters(b, 8, 12) === "WEBP"],
  ["sound", "audio/ogg", (b) => letters(b, 0, 4) === "OggS"],
  ["sound", "audio/webm", (b) => begins(b, 0x1a, 0x45, 0xdf, 0xa3)],
  ["sound", "audio/wav", (b) => letters(b, 0, 4) === "RIFF" && letters(b, 8, 12) === "WAVE"],
  ["sound", "audio/flac", (b) => letters(b, 0, 4) === "fLaC"],
  ["sound", "audio/mpeg", (b) => letters(b, 0, 3) === "ID3" || (b[0] === 0xff && (b[1] & 0xe6) === 0xe2)],
  ["sound", "audio/mp4", (b) => letters(b, 4, 11) === "ftypM4A"],
];

export function sniff(bytes) {
  const found = known.find(([, , fits]) => fits(bytes));
  return found ? { kind: found[0], type: found[1] } : { kind: "other", type: "application/octet-stream" };
}

// Puts a file together from its pieces: {bytes} or {missing: how many} or {changed: true}.
export function assemble(file, pieces) {
  const parts = Array.from({ length: file.parts || 0 }, (_, part) =>
    pieces.find((piece) => piece.header.file === file.id && piece.header.part === part));
  const missing = parts.filter((part) => !part).length;
  if (missing || !parts.length) return { missing: missing || 1 };
  const bytes = concat(...parts.map((part) => part.raw));
  const whole = bytes.length === file.bytes && hex(sha256(bytes)) === file.sha256;
  return whole ? { bytes } : { changed: true };
}

// What a file is called when it is saved: never what its sender called it.
export const neutralName = (number) => `file-${number}.bin`;
