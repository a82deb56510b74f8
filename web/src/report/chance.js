// The browser's random numbers, doubted. A browser without them, or one whose numbers were spoilt, seals to everybody: nothing is
// locked with what comes from it. What can be seen is seen each time something is drawn: numbers that are missing, fail, stand
// still, come again, count, or are few. Numbers that somebody else knows and that look like any others cannot be seen from here.

export class BrokenChance extends Error {}

const looked = 32; // bytes of every draw, so that a short one is doubted as well
const fewest = 8; // different bytes among them; fewer come in one of 10^40 draws

let last = "";

function doubt(bytes) {
  const step = (bytes[1] - bytes[0]) & 255;
  const counts = bytes.every((byte, at) => at === 0 || ((byte - bytes[at - 1]) & 255) === step);
  const half = bytes.length / 2;
  const repeats = bytes.subarray(0, half).every((byte, at) => byte === bytes[half + at]);
  const seen = bytes.join();
  if (counts || repeats || seen === last || new Set(bytes).size < fewest) throw new BrokenChance("the random numbers are none");
  last = seen;
}

// Random bytes. Throws BrokenChance where the browser has none.
export function random(size) {
  const bytes = new Uint8Array(Math.max(size, looked));
  try {
    globalThis.crypto.getRandomValues(bytes);
  } catch {
    throw new BrokenChance("there are no random numbers");
  }
  doubt(bytes.subarray(0, looked));
  if (bytes.length >= 2 * looked) doubt(bytes.subarray(bytes.length - looked));
  return bytes.subarray(0, size).slice();
}

// Whether the browser has random numbers, as far as can be seen. It is asked before anything is written.
export function hasChance() {
  try {
    for (let n = 0; n < 4; n++) random(looked);
    return true;
  } catch {
    return false;
  }
}
