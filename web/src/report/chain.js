// Who vouches for whom: an agency's root for a worker's signer, the signer for a window and for a reply. Days are UTC and written
// as 2026-11-25, so that later means greater.
import { ed25519 } from "@noble/curves/ed25519.js";
import { unbase64, utf8 } from "./bytes.js";

export const windowLines = (agency, channel, role, key, until) =>
  utf8(`amparo/window/v1\n${agency}\n${channel}\n${role}\n${key}\n${until}\n`);
export const signerLines = (agency, role, signer, until) =>
  utf8(`amparo/signer/v1\n${agency}\n${role}\n${signer}\n${until}\n`);
export const replyLines = (body) => utf8(`amparo/reply/v1\n${body}`);

// Which roles read a channel. A reader with another role is not one of ours, whoever signed it.
export const rolesOf = { help: ["intake_responder", "advocate", "supervisor"], concern: ["custodian"] };

const isDay = (day) => /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(day);
const isLine = (value) => typeof value === "string" && value !== "" && !/[\n\r]/.test(value);

function holds(signature, message, publicKey) {
  try {
    return ed25519.verify(unbase64(signature), message, unbase64(publicKey), { zip215: false });
  } catch {
    return false;
  }
}

function certified({ agency, role, signer, certified, certified_until: until }, root, today) {
  return [agency, role, signer].every(isLine) && isDay(until) && until >= today &&
    holds(certified, signerLines(agency, role, signer, until), root);
}

// Whether a reader of the manifest may be sealed to.
export function readerHolds(agency, channel, reader, root, today) {
  const { role, key, until, signer, signed } = reader;
  return (rolesOf[channel] || []).includes(role) && isLine(key) && isDay(until) && until >= today &&
    certified({ ...reader, agency }, root, today) && holds(signed, windowLines(agency, channel, role, key, until), signer);
}

// What a reply says, or null where it is not from who it says it is. root(agency) gives an agency's root.
export function replyOf(header, box, root) {
  try {
    const body = JSON.parse(header.body);
    const known = header.v === 1 && header.kind === "reply" && body.box === box && isDay(body.day) && root(body.agency);
    if (!known || !certified({ ...header, agency: body.agency }, known, body.day)) return null;
    return holds(header.signature, replyLines(header.body), header.signer) ? { ...body, role: header.role } : null;
  } catch {
    return null;
  }
}

export const sign = (lines, seed) => ed25519.sign(lines, seed);
export const signerOf = (seed) => ed25519.getPublicKey(seed);

// A public key as people compare it, on a poster and on the page: four groups of four.
export const shownKey = (digest) => digest.slice(0, 16).match(/.{4}/g).join(" ");

