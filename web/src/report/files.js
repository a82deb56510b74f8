// The files that somebody adds: pictures lose what is hidden in them, of others it is said what they may tell.
import { hex, random } from "./bytes.js";
import { picture, tells } from "./strip.js";

const most = { files: 10, bytes: 20 << 20, name: 100 };

const shortName = (name) => Array.from(name.replace(/\p{C}/gu, "")).slice(-most.name).join("");

export const newFileId = () => hex(random(8));

// Reads one file; throws "many" where there is no room, "broken" where it cannot be read.
export async function readFile(file, others) {
  const used = others.reduce((sum, other) => sum + Math.max(other.original.length, other.bytes.length), 0);
  if (others.length >= most.files || used + file.size > most.bytes) throw new Error("many");
  let original;
  try {
    original = new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new Error("broken");
  }
  const clean = picture(original);
  const added = { id: newFileId(), name: shortName(file.name), type: (file.type || "").slice(0, most.name), original, bytes: original, stripped: false, tells: [] };
  if (clean) {
    added.clean = clean;
    keepOriginal(added, false);
  } else {
    added.tells = tells(original);
  }
  return added;
}

// A picture can stay as it is, where it is to be evidence.
export function keepOriginal(file, keep) {
  file.stripped = !keep;
  file.bytes = keep ? file.original : file.clean.clean;
  if (!keep) file.type = file.clean.type;
}

export function forget(file) {
  for (const bytes of [file.original, file.bytes]) bytes.fill(0);
}
