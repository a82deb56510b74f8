// What the page says to the server. Everything is the same request however often it is tried.
import { metaOf } from "./compose.js";
import { solve } from "./work.js";

// A Refusal is an answer that says no; offline means that no answer came.
export class Refusal extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

const mostBits = 22; // more would take minutes on a telephone
const mostTries = 12;

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, { credentials: "omit", cache: "no-store", redirect: "error", referrerPolicy: "no-referrer", ...options });
  } catch (error) {
    throw options.signal && options.signal.aborted ? error : new Refusal("offline");
  }
  return response;
}

async function refusalOf(response) {
  try {
    return await response.json();
  } catch {
    return { error: "offline" }; // something on the way answered instead of us
  }
}

// Asks, and does the work that is asked for. `body` makes the request with a proof of work in it.
async function askWorking(path, name, body, { type, signal, pause, working = () => {} }) {
  let proof = "";
  for (let tries = 0; tries < mostTries; tries++) {
    const response = await ask(path, { method: "POST", headers: { "Content-Type": type }, body: body(proof), signal });
    if (response.ok) return response;
    const refusal = await refusalOf(response);
    if (refusal.error !== "busy" || !refusal.work || !(refusal.work.bits <= mostBits)) throw new Refusal(refusal.error || "offline");
    working();
    proof = await solve(refusal.work, name, pause);
  }
  throw new Refusal("busy");
}

// Sends one drop; the answer is the acceptance note.
export async function send(drop, meta, how) {
  const body = (proof) => new Blob([metaOf(meta, proof), drop.file]);
  return (await askWorking("/ask/drop", drop.name, body, { ...how, type: "application/octet-stream" })).text();
}

const json = "application/json";

// The slots of a mailbox.
export async function fetchBox(own, page, how) {
  const body = (work) => JSON.stringify({ box: own.box, token: own.read, page, work });
  const bytes = new Uint8Array(await (await askWorking("/ask/box", own.box, body, { ...how, type: json })).arrayBuffer());
  if (bytes.length !== 131072) throw new Refusal("offline");
  return bytes;
}

export async function act(own, what, how) {
  await askWorking("/ask/act", own.box, (work) => JSON.stringify({ box: own.box, token: own.write, work, ...what }), { ...how, type: json });
}

// The manifest: what it says, and its bytes.
export async function fetchManifest(signal) {
  const response = await ask("/ask/channels", { signal });
  if (!response.ok) throw new Refusal("offline");
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { bytes, manifest: JSON.parse(new TextDecoder().decode(bytes)) };
}

// A list of words for receipts.
export async function fetchList(name, signal) {
  const response = await ask(`/ask/words/${name}`, { signal });
  const words = response.ok ? (await response.text()).trim().split("\n") : [];
  if (new Set(words).size !== 2048) throw new Refusal("offline");
  return words;
}
