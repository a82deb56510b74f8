// Locking, sending, and the receipt.
import { keepOf } from "./answers.js";
import { answersNow, currentRoute, lang, loadManifest, nameOf } from "./asking.js";
import { random } from "./bytes.js";
import { BrokenChance } from "./chance.js";
import { composeMessage, composeReport } from "./compose.js";
import { forget } from "./files.js";
import { all, one, partOf, piece, say, show, slotOf } from "./page.js";
import { act, fetchList, Refusal, send as post } from "./post.js";
import { derive, newReceipt, numbers, plainDigits, plainWord, words } from "./receipt.js";
import { shuffle } from "./seal.js";
import { told } from "./told.js";

const form = partOf("steps");
const part = partOf("sending");
const status = one("[data-status]", part);
const bar = one("[data-bar]", part);
const listName = one("[data-ask]").dataset.list;

const button = (name) => one(`[data-do="${name}"]`, part);
const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
const slow = () => Boolean(navigator.connection && (navigator.connection.saveData || /2g|3g/.test(navigator.connection.effectiveType)));

// Waits for up to two seconds, so that the parts of a file do not come as one row.
function wait(signal) {
  const time = new DataView(random(2).buffer).getUint16(0) / 32;
  return new Promise((go, stop) => {
    const timer = setTimeout(go, time);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      stop(new Error("stopped"));
    });
  });
}

function begin() {
  show("sending");
  for (const name of ["retry", "without", "choose", "readers"]) button(name).hidden = true;
  told.sending = true;
}

// Seals what was written. A report gets its receipt here; a follow-up has one.
async function lock() {
  status.textContent = say("sending.lock");
  const values = answersNow();
  const writesNew = told.way === "help" || told.way === "concern";
  if (writesNew && !told.receipt) {
    told.receipt = newReceipt();
    told.pin = values.pin || "";
    told.own = derive(told.receipt, told.pin);
    const { own, sent } = told;
    told.undo = () => sent.size && act(own, { act: "withdraw" }, { pause: async () => {} }).catch(() => {});
  }
  const to = { ...told.to, manifest: told.print };
  const given = { values, files: told.files, to, own: told.own, answer: told.answer, lang, now: new Date(), zone: zone(), slow: slow(), pause: told.how.pause };
  told.meta = { agency: to.agency, channel: to.channel, own: told.own, urgent: values.urgent === "yes", keep: keepOf(values) };
  told.drops = await (writesNew ? composeReport : composeMessage)(given);
}

export async function send() {
  begin();
  try {
    if (!told.drops) await lock();
    const list = told.receipt && !told.words && fetchList(listName, told.stop.signal).catch(() => null);
    for (const [at, drop] of told.drops.entries()) {
      if (told.sent.has(drop.name)) continue;
      bar.value = Math.round((100 * at) / told.drops.length);
      status.textContent = say("sending.part", { n: at + 1, total: told.drops.length });
      if (at) await wait(told.stop.signal);
      told.note = await post(drop, told.meta, { ...told.how, working: () => { status.textContent = say("sending.work"); } });
      told.sent.add(drop.name);
    }
    bar.value = 100;
    told.words ||= await list;
    finish();
  } catch (error) {
    if (error instanceof BrokenChance) return void unsafe();
    if (!(error instanceof Refusal)) throw error;
    await refused(error.code);
  }
}

// The random numbers broke after the page began: nothing is sent that was not locked well, and whom to ring is shown.
function unsafe() {
  told.drops = undefined;
  status.textContent = say("unsafe.late");
  one("[data-unsafe]").hidden = false;
}

async function refused(code) {
  if (code === "closed" && told.way === "message") return void show("closed");
  if (code === "closed") {
    told.drops = undefined;
    if (!(await loadManifest())) return;
    told.to = currentRoute();
  }
  status.textContent = say({ elsewhere: "sending.elsewhere", closed: "sending.changed", full: "sending.full", offline: "sending.offline", busy: "sending.offline" }[code] || "sending.refused");
  button("retry").hidden = !["offline", "busy", "full"].includes(code);
  button("without").hidden = code !== "full" || !told.files.length;
  button("choose").hidden = code !== "elsewhere";
  button("readers").hidden = code !== "closed";
}

// Tries again with the same files, or without those that somebody added.
export async function retry(without = false) {
  if (without === true) {
    told.files = [];
    told.drops = undefined;
  }
  await send();
}

function finish() {
  told.sending = false;
  told.files.splice(0).forEach(forget);
  form.reset();
  if (told.way !== "help" && told.way !== "concern") return done("done.sent");
  return received();
}

export function done(name, values) {
  const shown = show("done");
  const text = document.createElement("p");
  text.textContent = say(name, values);
  slotOf(shown).replaceChildren(text);
}

const items = (list) => list.map((text) => {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
});

export function received() {
  const shown = show("received");
  one("[data-receipt-numbers]", shown).replaceChildren(...items(numbers(told.receipt)));
  const list = one("[data-receipt-words]", shown);
  list.replaceChildren(...(told.words ? items(words(told.receipt, told.words)) : []));
  list.previousElementSibling.hidden = !told.words;
  one("[data-pin-too]", shown).hidden = !told.pin;
  one("[data-where]", shown).textContent = told.manifest.agencies.length > 1 ? say("received.where", { name: nameOf(told.meta.agency) }) : "";
  one("[data-note]", shown).textContent = told.note;
}

// Asks for two of them, drawn at random.
export function proof() {
  const shown = show("proof");
  told.asked = shuffle(Array.from({ length: 12 }, (_, place) => place)).slice(0, 2).sort((a, b) => a - b);
  slotOf(shown).replaceChildren(...told.asked.map((place) => {
    const made = piece("nth");
    const input = one("input", made);
    const label = one("label", made);
    label.htmlFor = input.id = `p-${place}`;
    label.textContent = say("proof.nth", { n: place + 1 });
    return made;
  }));
  one("[data-proof-said]").hidden = true;
}

export function checkProof() {
  const right = told.asked.every((place, at) => {
    const written = all("input", partOf("proof"))[at].value.trim();
    const word = told.words && plainWord(words(told.receipt, told.words)[place]);
    return plainWord(written) === word || Number(plainDigits(written)) === Number(numbers(told.receipt)[place]);
  });
  const said = one("[data-proof-said]");
  said.hidden = right;
  said.textContent = say("proof.wrong");
  if (right) end();
}

export function end() {
  const { urgent, keep } = told.meta;
  const lines = [];
  if (urgent) lines.push(say(told.to.staffed ? "end.urgent" : "end.urgent.away"));
  lines.push(say("end.day"), say("end.come"), say("end.kept", { n: keep }));
  slotOf(partOf("end")).replaceChildren(...lines.map((line) => {
    const made = document.createElement("p");
    made.textContent = line;
    return made;
  }));
  for (const list of all("[data-receipt-words], [data-receipt-numbers], [data-note]")) list.replaceChildren();
  show("end");
}
