// Measures the work of the page where it is done, in a browser. Only a test loads this.
import { readerHolds, sign, signerLines, signerOf, windowLines } from "./chain.js";
import { base64, hex, random } from "./bytes.js";
import { digest } from "./compose.js";
import { lock, pad } from "./header.js";
import { publicFrom, publicOf, recipientOf, wrap } from "./hybrid.js";
import { derive, newReceipt } from "./receipt.js";
import { open, replyRoom, seal } from "./seal.js";
import { breather } from "./pause.js";
import { solve } from "./work.js";

const timed = async (work) => {
  const before = performance.now();
  await work();
  return performance.now() - before;
};

// The median says what people wait; the least is what the work costs where nothing else holds the machine up.
async function rounds(count, work) {
  const times = [];
  for (let round = 0; round < count; round++) times.push(await timed(work));
  times.sort((a, b) => a - b);
  return { median: times[Math.floor(count / 2)], least: times[0] };
}

// What each piece takes the first time, before the browser has learnt it: the longest that the page could stand still.
async function cold() {
  const seed = random(32);
  const key = recipientOf(random(32));
  const signer = random(32);
  const signed = base64(sign(windowLines("a", "help", "advocate", key, "2099-01-01"), signer));
  const reader = { role: "advocate", key, until: "2099-01-01", signer: base64(signerOf(signer)), signed, certified_until: "2099-01-01",
    certified: base64(sign(signerLines("a", "advocate", base64(signerOf(signer)), "2099-01-01"), signer)) };
  const steps = {
    publicOf: () => publicOf(seed),
    publicFrom: () => publicFrom(key),
    wrap: () => wrap(random(16), publicOf(seed)),
    readerHolds: () => readerHolds("a", "help", reader, base64(signerOf(signer)), "2026-01-01"),
    recipient: () => derive(newReceipt(), "").recipient(),
  };
  const took = {};
  for (const [name, step] of Object.entries(steps)) took[name] = await timed(step);
  return took;
}

// The longest stretch of work between two breaths. Of several rounds the shortest counts: the others were held up by
// whatever else the machine was doing.
async function stretch(count, work) {
  const longest = [];
  for (let round = 0; round < count; round++) {
    let since = performance.now();
    let most = 0;
    const breath = async () => {
      most = Math.max(most, performance.now() - since);
      since = performance.now();
    };
    await work(breath);
    await breath();
    longest.push(most);
  }
  return Math.min(...longest);
}

async function stretches() {
  const readers = Array.from({ length: 3 }, () => recipientOf(random(32)));
  const large = new Uint8Array(1 << 20);
  const part = large.subarray(1024);
  const own = derive(newReceipt(), "");
  const reply = await seal(new Uint8Array(replyRoom), [own.recipient()], { count: 1 });
  return {
    locking: await stretch(9, async () => lock("piece", { file: "", part: 0 }, own, part)),
    sealing: await stretch(9, (pause) => seal(large, readers, { pause })),
    fingerprinting: await stretch(9, (pause) => digest(large, pause)),
    opening: await stretch(9, (pause) => open(reply, [own.seed], { pause })),
    working: await stretch(5, (pause) => solve({ salt: "00".repeat(16), bits: 12 }, hex(random(32)), pause)),
  };
}

async function warm() {
  const readers = Array.from({ length: 3 }, () => recipientOf(random(32)));
  const plain = pad({ v: 1, text: "" });
  const own = derive(newReceipt(), "");
  const reply = await seal(new Uint8Array(replyRoom), [own.recipient()], { count: 1 });
  const large = new Uint8Array(1 << 20);
  return {
    "seal 16 KiB to three": await rounds(15, () => seal(plain, readers, { pause: breather() })),
    "seal 1 MiB to three": await rounds(5, () => seal(large, readers, { pause: breather() })),
    "open a reply": await rounds(9, () => open(reply, [own.seed])),
  };
}

globalThis.bench = async () => ({ cold: await cold(), warm: await warm(), stretches: await stretches() });
