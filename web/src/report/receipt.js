// The receipt: sixteen random bytes from which the reporter's keys follow, and how people write it down.
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, hex, random, utf8 } from "./bytes.js";
import { recipientOf } from "./hybrid.js";

const size = 16;
const groups = 12;
const salt = utf8("amparo/receipt/v1");

export const newReceipt = () => random(size);

const pinOf = (pin) => utf8((pin || "").trim().normalize("NFKC"));

// Everything that follows from a receipt. The recipient takes work, so it is made when it is asked for.
export function derive(receipt, pin) {
  const material = concat(receipt, pinOf(pin));
  const labelled = (label) => hkdf(sha256, material, salt, utf8(label), 32);
  const seed = labelled("reply");
  return {
    seed,
    box: hex(labelled("box").subarray(0, 16)),
    read: hex(labelled("read")),
    write: hex(labelled("write")),
    thread: labelled("thread"),
    recipient: () => recipientOf(seed),
  };
}

// The twelve places in a list of 2,048 words, 0 to 2047: BIP 39.
export function places(receipt) {
  const bits = [...receipt, sha256(receipt)[0] & 0xf0];
  return Array.from({ length: groups }, (_, group) => {
    let place = 0;
    for (let bit = group * 11; bit < group * 11 + 11; bit++) place = (place << 1) | ((bits[bit >> 3] >> (7 - (bit & 7))) & 1);
    return place;
  });
}

// The receipt that has these places, or null where the check does not hold.
export function fromPlaces(list) {
  if (list.length !== groups || list.some((place) => !(place >= 0 && place < 2048))) return null;
  const bytes = new Uint8Array(size + 1);
  list.forEach((place, group) => {
    for (let bit = 0; bit < 11; bit++) {
      const at = group * 11 + bit;
      if ((place >> (10 - bit)) & 1) bytes[at >> 3] |= 0x80 >> (at & 7);
    }
  });
  const receipt = bytes.slice(0, size);
  return (sha256(receipt)[0] & 0xf0) === bytes[size] ? receipt : null;
}

export const words = (receipt, list) => places(receipt).map((place) => list[place]);
export const numbers = (receipt) => places(receipt).map((place) => String(place + 1).padStart(4, "0"));

// A word without case and marks, since few keyboards have them all.
export const plainWord = (word) => word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

// Digits of every script as 0 to 9. In each script they stand in a row, zero first.
export function plainDigits(written) {
  return written.normalize("NFKC").replace(/\p{Nd}/gu, (digit) => {
    let value = 0;
    const code = digit.codePointAt(0);
    while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++;
    return String(value);
  });
}

function numbered(written) {
  const found = plainDigits(written).match(/[0-9]+/g) || [];
  const digits = found.join("");
  const read = found.length === groups && found.every((group) => group.length <= 4) ? found : digits.match(/.{4}/g) || [];
  return fromPlaces(digits.length > groups * 4 ? [] : read.map((group) => Number(group) - 1));
}

const orders = new WeakMap();

// Where each word of a list stands.
function orderOf(list) {
  if (!orders.has(list)) orders.set(list, new Map(list.map((word, place) => [plainWord(word), place])));
  return orders.get(list);
}

// Reads a receipt as it was written down, with the lists of words that are at hand; null where it is none.
export function parse(written, lists) {
  const found = plainWord(written).match(/[^\p{P}\p{S}\p{Z}\p{C}]+/gu) || [];
  if (found.every((word) => /^\p{Nd}+$/u.test(word))) return numbered(written);
  for (const list of lists) {
    const order = orderOf(list);
    const receipt = fromPlaces(found.map((word) => (order.has(word) ? order.get(word) : -1)));
    if (receipt) return receipt;
  }
  return null;
}
