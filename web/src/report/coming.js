// Coming back: reading answers, writing more, taking it back.
import { currentRoute, loadManifest, rootOf } from "./asking.js";
import { replyOf } from "./chain.js";
import { unpad } from "./header.js";
import { complain, one, partOf, piece, say, show, showStep, slotOf, valuesOf } from "./page.js";
import { act, fetchBox, fetchList, Refusal } from "./post.js";
import { derive, parse } from "./receipt.js";
import { open, replySize } from "./seal.js";
import { done, send } from "./sending.js";
import { told } from "./told.js";

const form = partOf("steps");
const part = partOf("box");

// The lists that are needed to read what was typed: none for numbers, the page's own first.
async function read(written) {
  const byNumber = parse(written, []);
  if (byNumber) return byNumber;
  const own = one("[data-ask]").dataset.list;
  const lists = [];
  for (const name of [own, ...["english", "spanish"].filter((other) => other !== own)]) {
    lists.push(await fetchList(name, told.stop.signal));
    const found = parse(written, lists);
    if (found) return found;
  }
  return null;
}

// Opens the mailbox of what was typed.
export async function openBox() {
  const { words = "", own = "" } = valuesOf(form);
  show("wait");
  try {
    told.receipt = await read(words);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return trouble("box.offline");
  }
  if (!told.receipt) return trouble("come.slip");
  told.own = derive(told.receipt, own);
  form.reset();
  return look();
}

function trouble(name) {
  showStep("come");
  complain(say(name));
}

// Fetches the newest answers.
export async function look() {
  told.way = "box";
  told.replies = [];
  told.unsure = false;
  told.page = 0;
  show("wait");
  await load();
}

export async function loadEarlier() {
  told.page++;
  await load();
}

async function load() {
  let trouble = "";
  try {
    const slots = await fetchBox(told.own, told.page, told.how);
    let found = 0;
    for (let at = 0; at < slots.length; at += replySize) found += await take(slots.subarray(at, at + replySize));
    told.more = found === slots.length / replySize;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    trouble = say("box.offline");
  }
  showBox(trouble);
}

// Takes a slot, which holds an answer or bytes that look like one.
async function take(slot) {
  await told.how.pause();
  let header;
  try {
    const plain = await open(slot, [told.own.seed], told.how);
    if (!plain) return 0;
    ({ header } = unpad(plain));
  } catch {
    if (told.stop.signal.aborted) throw new Error("stopped");
    return 0;
  }
  const reply = replyOf(header, told.own.box, rootOf);
  if (reply) told.replies.push(reply);
  else told.unsure = true;
  return 1;
}

function showBox(trouble) {
  show("box");
  one("[data-status]", part).textContent = trouble;
  one("[data-empty]", part).hidden = Boolean(trouble) || told.unsure || told.replies.length > 0;
  one("[data-unsure]", part).hidden = !told.unsure;
  one('[data-do="earlier"]', part).hidden = !told.more;
  slotOf(part).replaceChildren(...told.replies.map(cardOf));
}

function cardOf(reply) {
  const card = piece("reply");
  one("h2", card).textContent = say("box.from", { name: reply.from, day: dayName(reply.day) });
  const text = one(".reply-text", card);
  text.textContent = reply.text;
  if (/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(reply.lang)) text.lang = reply.lang;
  if (reply.ask === "record") {
    card.dataset.nonce = reply.nonce;
    one("[data-ask-record]", card).hidden = false;
  }
  return card;
}

function dayName(day) {
  const { lang } = one("[data-ask]").dataset;
  return new Date(`${day}T12:00:00Z`).toLocaleDateString(`${lang}-u-ca-gregory-nu-latn`, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

// Where a follow-up goes is known from an answer; without one it is asked.
function remember() {
  const [reply] = told.replies;
  told.channelKnown = told.agencyKnown = Boolean(reply);
  if (!reply) return;
  told.agency = reply.agency;
  told.channel = reply.role === "custodian" ? "concern" : "help";
}

async function prepare() {
  told.way = "message";
  told.drops = undefined;
  told.answer = undefined;
  remember();
  show("wait");
  try {
    return await loadManifest();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    told.way = "box";
    showBox(say("offline"));
    return false;
  }
}

export async function writeMore() {
  if (!(await prepare())) return false;
  if (!told.agencyKnown || currentRoute()) return true;
  show("closed");
  return false;
}

// Says yes or no to a worker who asked whether a record may be begun.
export async function answerReply(to, agree) {
  if (!(await prepare())) return;
  told.answer = { to, agree };
  told.to = currentRoute();
  if (!told.to) return show("closed");
  return send();
}

export function chooseKeep() {
  told.way = "keep";
  return true;
}

export function chooseWithdraw() {
  told.way = "withdraw";
  return true;
}

// Does what the last step asked for. The answer is the same whether there was anything to do it to.
export async function settleBox() {
  const days = Number(valuesOf(form).keep) || 90;
  const what = told.way === "withdraw" ? { act: "withdraw" } : { act: "keep", days };
  show("wait");
  try {
    await act(told.own, what, told.how);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    showStep(told.step);
    return complain(say("box.offline"));
  }
  form.reset();
  return done(told.way === "withdraw" ? "done.withdrawn" : "done.kept", { n: days });
}

