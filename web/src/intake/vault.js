// A worker's keys. They are made in the browser, leave it only sealed, and open only there: docs/reporting.md, "Who holds what".
import { Decrypter, Encrypter, webauthn } from "age-encryption";
import { base64, random, text, unbase64, utf8 } from "../report/bytes.js";
import { sign, signerOf, windowLines } from "../report/chain.js";
import { identityOf, recipientOf, seedFrom } from "../report/hybrid.js";
import { open, seal } from "../report/seal.js";
import { plainWord } from "../report/receipt.js";
import { later } from "./days.js";

export const openingWords = 6;
const wordWork = 16; // scrypt with 2^16 rounds: 66 bits of words carry the weight, and an old tablet bears it

// Six words of a list of 2,048, each drawn alone.
export function drawWords(list) {
  const drawn = new DataView(random(2 * openingWords).buffer);
  return Array.from({ length: openingWords }, (_, at) => list[drawn.getUint16(2 * at) % list.length]);
}

// Words as they were meant: without case, marks and the signs between them.
export const joinWords = (written) => (plainWord(written).match(/[\p{L}\p{N}]+/gu) || []).join(" ");

async function underWords(plain, words) {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(joinWords(words));
  encrypter.setScryptWorkFactor(wordWork);
  return encrypter.encrypt(plain);
}

// A new opener and signer. The signer carries the agency's root, so that a server that shows another one later is found out.
export async function makeDesk(words, root) {
  const keys = { opener: random(32), signer: random(32), root };
  const recipient = recipientOf(keys.opener);
  const signer = utf8(JSON.stringify({ signer: base64(keys.signer), root }));
  return {
    keys,
    desk: {
      opener: recipient,
      sealed: base64(await underWords(identityOf(keys.opener), words)),
      passkey: "",
      sealed_passkey: "",
      signer: base64(signerOf(keys.signer)),
      sealed_signer: base64(await seal(signer, [recipient], { count: 1 })),
    },
  };
}

// Also under a passkey: the device is asked twice, once to make it and once to use it.
export async function addPasskey(desk, keys, name) {
  const passkey = await webauthn.createCredential({ keyName: name });
  const encrypter = new Encrypter();
  encrypter.addRecipient(new webauthn.WebAuthnRecipient({ identity: passkey }));
  return { ...desk, passkey, sealed_passkey: base64(await encrypter.encrypt(identityOf(keys.opener))) };
}

export class WrongRoot extends Error {}

// Opens the signer with the opener. Throws WrongRoot where the agency shows another root than the one of the day it was made.
async function keysFrom(identity, desk, root) {
  const opener = seedFrom(identity);
  if (recipientOf(opener) !== desk.opener) throw new Error("another opener");
  const kept = JSON.parse(text(await open(unbase64(desk.sealed_signer), [opener])));
  const signer = unbase64(kept.signer);
  if (base64(signerOf(signer)) !== desk.signer) throw new Error("another signer");
  if (kept.root !== root) throw new WrongRoot("the agency's root has changed");
  return { opener, signer, root };
}

// Throws where the words are not those of the desk.
export async function unlockWithWords(desk, words, root) {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(joinWords(words));
  return keysFrom(await decrypter.decrypt(unbase64(desk.sealed), "text"), desk, root);
}

export async function unlockWithPasskey(desk, root) {
  const decrypter = new Decrypter();
  decrypter.addIdentity(new webauthn.WebAuthnIdentity({ identity: desk.passkey }));
  return keysFrom(await decrypter.decrypt(unbase64(desk.sealed_passkey), "text"), desk, root);
}

const weekOfUse = 7;
const windowLife = 14; // days for which reporters seal to it: two windows overlap

// A window for the week that begins today, signed so that a reporter's browser can follow it to the root.
export async function makeWindow(keys, { agency, channel, role, today, shown }) {
  const seed = random(32);
  const recipient = recipientOf(seed);
  const until = later(today, windowLife);
  return {
    recipient,
    sealed: base64(await seal(utf8(identityOf(seed)), [recipientOf(keys.opener)], { count: 1 })),
    signature: base64(sign(windowLines(agency, channel, role, recipient, until), keys.signer)),
    shown,
    from: today,
    until,
  };
}

// From which day on the next window should be made: two days before the week of use ends.
export const renewFrom = (window) => later(window.from, weekOfUse - 2);

// The seeds of the windows that the opener opens, newest first. One that was damaged is left out: the others still open reports.
export async function openWindows(windows, keys) {
  const seeds = [];
  for (const { recipient, sealed } of windows) {
    try {
      const seed = seedFrom(text(await open(unbase64(sealed), [keys.opener])));
      if (recipientOf(seed) === recipient) seeds.push(seed);
    } catch {
      // the other windows still open what was sealed to them
    }
  }
  return seeds;
}

// Forgets keys as far as a script can.
export function forget(keys, seeds = []) {
  for (const bytes of [keys?.opener, keys?.signer, ...seeds]) bytes?.fill(0);
}
