// Bytes and their spellings.
const encoder = new TextEncoder();

export const utf8 = (text) => encoder.encode(text);

// Throws where the bytes are no UTF-8.
export const text = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

export { random } from "./chance.js";

export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function unhex(digits) {
  if (!/^([0-9a-f]{2})*$/.test(digits)) throw new Error("not hexadecimal");
  return Uint8Array.from(digits.match(/../g) || [], (pair) => parseInt(pair, 16));
}

// Base64 with the padding of RFC 4648, as Go's StdEncoding writes it.
export function base64(bytes) {
  let plain = "";
  for (let at = 0; at < bytes.length; at += 8192) plain += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(plain);
}

// Takes only what base64 would have written, so that one value has one spelling.
export function unbase64(coded) {
  const plain = atob(coded);
  if (btoa(plain) !== coded) throw new Error("not base64");
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

// The age format leaves out the padding.
export const base64bare = (bytes) => base64(bytes).replace(/=+$/, "");
export const unbase64bare = (coded) => unbase64(coded + "=".repeat((4 - (coded.length % 4)) % 4));

// Takes as long for any two values of one length.
export function same(a, b) {
  let differs = a.length ^ b.length;
  for (let at = 0; at < a.length; at++) differs |= a[at] ^ b[at];
  return differs === 0;
}
