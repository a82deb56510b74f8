// A report as one conversation, put together from the drops that opened.
import { leftOut } from "../report/route.js";
import { isLocked } from "./clean.js";
import { unlocked } from "./opening.js";

const needed = ["agency", "channel", "box", "reply", "thread", "nonce", "manifest"];

// What keeps a report from being shown, or "".
function misplaced(header, { agency, channel, box }) {
  if (needed.some((key) => !header[key])) return "malformed";
  if (header.agency !== agency) return "other_agency";
  if (header.channel !== channel) return "other_channel";
  return header.box === box ? "" : "other_box";
}

// Whether a reader of this role is among those whom the report is about, or above them.
export function namesReader(header, { agency, role }) {
  const { agency: where, role: about } = header.about || {};
  if (where && where !== agency) return false; // about another organisation: nobody here is in its line
  return Boolean(where) || leftOut(about).includes(role);
}

const byTime = (a, b) => (a.sent || "").localeCompare(b.sent || "");

// What is under the lock of the thread. Nothing follows from what it does not open.
function behind(opened, header, trouble) {
  const found = [];
  for (const drop of opened.filter(({ kind }) => isLocked(kind))) {
    const said = unlocked(drop, header);
    if (said) found.push({ ...said, drop });
    for (const each of said ? said.notes : ["malformed"]) trouble.add(each);
  }
  return found;
}

// The follow-ups. One that was sent in several copies, for many readers, is one; anything else under its number is trouble.
function messagesOf(opened, header, trouble) {
  const seen = new Map([[header.nonce, ""]]);
  const found = [];
  for (const { header: said, drop } of behind(opened, header, trouble).filter((each) => each.drop.kind === "message")) {
    const words = JSON.stringify(said);
    if (!seen.has(said.nonce)) found.push({ ...said, drop: drop.drop, day: drop.day });
    else if (seen.get(said.nonce) !== words) trouble.add("twice");
    seen.set(said.nonce, words);
  }
  return found.sort(byTime);
}

// The newest word on how to reach the person: null where they gave none or took it back.
function contactOf(header, messages) {
  const given = [header, ...messages].filter((said) => said.contact !== undefined && said.contact !== null).pop();
  return given && !given.contact.none ? given.contact : null;
}

// The newest answer to whether a record may be begun.
function answerOf(messages) {
  const said = messages.filter(({ answer }) => answer && answer.to && typeof answer.agree === "boolean").pop();
  return said ? { agree: said.answer.agree, sent: said.sent || said.day } : null;
}

// Puts opened drops together. here is {agency, channel, role, box, shut}, where shut says that a drop did not open here; each of
// opened has its drop's name and day. Without the report there is nothing to show, {state: "waiting"}: it is still on its way,
// or it is for others, and then what follows it is too.
export function threadOf(opened, here) {
  const [first, ...more] = opened.filter((drop) => drop.kind === "report").sort((a, b) => byTime(a.header, b.header));
  const trouble = new Set(opened.flatMap((drop) => [...drop.notes, ...(drop.kind === "broken" ? [drop.why] : [])]));
  if (!first) return { state: !here.shut && opened.some((drop) => drop.kind === "broken") ? "broken" : "waiting", trouble };
  const { header } = first;
  const why = misplaced(header, here);
  if (why) return { state: "broken", trouble: new Set([...trouble, why]) };
  if (namesReader(header, here)) return { state: "not_for_you", trouble: new Set() };
  if (more.some((drop) => drop.header.nonce !== header.nonce)) trouble.add("twice");
  const messages = messagesOf(opened, header, trouble);
  const files = [header, ...messages].flatMap((said) => said.files || []);
  return {
    state: "open", drop: first.drop, header, messages, files, trouble,
    contact: contactOf(header, messages),
    answer: answerOf(messages),
    basic: header.mode === "basic",
  };
}

const basicWindow = 10;

// Most of the newest reports came through the mode in which the server sees what is typed: somebody may be serving it to
// browsers that could do better.
export function mostlyBasic(threads) {
  const newest = threads.filter((thread) => thread.state === "open").sort((a, b) => byTime(b.header, a.header)).slice(0, basicWindow);
  return newest.length >= 4 && newest.filter((thread) => thread.basic).length * 2 > newest.length;
}
