// What the tests of the desk share: workers with keys, an agency that certifies them, and reporters who write to it.
import { base64, hex, random } from "../report/bytes.js";
import { sign, signerLines, signerOf, windowLines } from "../report/chain.js";
import { lock, pad } from "../report/header.js";
import { recipientOf } from "../report/hybrid.js";
import { derive } from "../report/receipt.js";
import { open, seal } from "../report/seal.js";
import { nameOf } from "./opening.js";

export const agency = "5f1c1b1e-6a0e-4a63-9c0d-2f4f6b6d0c11";
export const today = "2026-11-25";
export const pause = async () => {};
export const root = random(32);
export const rootKey = base64(signerOf(root));

// A worker on duty: {seed, signer, reader}.
export function worker(role = "advocate", { channel = "help", until = "2026-12-09", mine = false, shown = "Sol" } = {}) {
  const [seed, signer] = [random(32), random(32)];
  const [key, certifiedUntil] = [recipientOf(seed), "2027-11-25"];
  return {
    seed, signer,
    reader: {
      role, shown, key, until, mine, signer: base64(signerOf(signer)), certified_until: certifiedUntil,
      signed: base64(sign(windowLines(agency, channel, role, key, until), signer)),
      certified: base64(sign(signerLines(agency, role, base64(signerOf(signer)), certifiedUntil), root)),
    },
  };
}

// A reporter with a receipt: what they send, each as a drop that seals to the workers' seeds.
export class Reporter {
  constructor(receipt = random(16)) {
    Object.assign(this, derive(receipt, ""));
  }

  header(more = {}) {
    return {
      v: 1, kind: "report", mode: "browser", manifest: hex(random(32)), agency, channel: "help", box: this.box, reply: this.recipient(),
      thread: base64(this.thread), lang: "am", sent: "2026-11-25T21:14Z", nonce: base64(random(16)), about: { agency: "", role: "" }, left_out: [],
      answers: { concern_for: "self", danger: "yes", needs: ["safe_place"], area: "north", speak: "am" }, text: "please write back", contact: null,
      files: [], ...more,
    };
  }

  // A follow-up and a part of a file, as plaintexts: they are locked under the thread.
  message(more = {}) {
    return lock("message", { lang: "am", sent: "2026-11-26T08:00Z", nonce: base64(random(16)), text: "one more thing", ...more }, this);
  }

  piece(file, part, raw) {
    return lock("piece", { file, part }, this, raw);
  }
}

// A drop of a header, or of a whole plaintext, sealed to the workers' seeds.
export async function dropOf(what, seeds, { day = today, carried = "" } = {}) {
  const plain = what instanceof Uint8Array ? what : pad(what);
  const file = await seal(plain, seeds.map(recipientOf));
  return { drop: nameOf(file), file, class: plain.length, day, carried };
}

// A server that holds sealed files and nothing else.
export class Server {
  constructor() {
    this.files = new Map();
    this.asked = [];
    this.carried = [];
  }

  // A report in the queue, of drops made by dropOf.
  report(box, drops, more = {}) {
    for (const drop of drops) this.files.set(drop.drop, drop.file);
    return {
      report: hex(random(16)), box, day: today, urgent: false, waits: true, late: 0, owed: "", due: "", state: "received", version: 0, offers: [],
      withdrawn: false, purge_on: "2027-02-23", converted: "", replies: 0, identity: [],
      drops: drops.map(({ drop, class: size, day, carried }) => ({ drop, class: size, day, carried })), ...more,
    };
  }

  async open(report, drop, look) {
    this.asked.push({ report, drop, look });
    return this.files.get(drop);
  }
}

export const opens = async (file, seed) => Boolean(await open(file, [seed]));
