// Opening one drop, and looking at what came out before anybody else does.
import { sha256 } from "@noble/hashes/sha2.js";
import { hex, unbase64 } from "../report/bytes.js";
import { split, unlock, unpad } from "../report/header.js";
import { open } from "../report/seal.js";
import { clean, cleanLocked, isLocked } from "./clean.js";

export const nameOf = (file) => hex(sha256(file));

const broken = (why) => ({ kind: "broken", why, notes: new Set() });

// What a drop holds: {kind, header, rest, plain, notes}, where rest stands under the lock of the thread. Null where it is not sealed to any of the seeds. What is not as it
// should be comes back as kind "broken" with why; nothing that somebody sealed can make this throw.
export async function openDrop(file, name, seeds, pause) {
  if (nameOf(file) !== name) return broken("swapped");
  let plain;
  try {
    plain = await open(file, seeds, { pause });
  } catch {
    return null; // a file of another form, or one that was changed after it was sealed: it does not open
  }
  return plain && { ...read(plain), plain };
}

function read(plain) {
  try {
    const { header, rest } = split(plain);
    const { kind } = header;
    const known = typeof kind === "string" && clean(kind, header);
    if (known && !isLocked(kind)) unpad(plain); // nothing but zeros may stand behind it
    return known ? { kind, header: known.kept, rest, notes: known.notes } : broken("malformed");
  } catch {
    return broken("malformed");
  }
}

// What a drop says to those who opened the report whose header is given: {header, raw, notes}. Null where it was not locked
// for that report, or was changed: what it claims is then shown to nobody.
export function unlocked({ kind, rest }, { thread, box }) {
  try {
    const { header, raw } = unlock(kind, rest, { thread: unbase64(thread), box });
    const known = cleanLocked(kind, header);
    return known && { header: known.kept, raw, notes: known.notes };
  } catch {
    return null;
  }
}
