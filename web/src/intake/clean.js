// What may stand in a header once it is open. Whoever sealed it could write anything, and the server could not look: unknown keys
// are dropped, values outside their lists too, and both are noted for the reader.
import { publicFrom } from "../report/hybrid.js";
import { rolesComplainedAbout } from "../report/route.js";

const dropped = Symbol("dropped");
const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);

const when = (holds) => (value) => (holds(value) ? value : dropped);
const isText = (value) => typeof value === "string";
const spelt = (pattern) => when((value) => isText(value) && pattern.test(value));
const one = (...values) => when((value) => values.includes(value));
const yesNo = when((value) => typeof value === "boolean");
const whole = (most) => when((value) => Number.isSafeInteger(value) && value >= 0 && value <= most);
const any = when(isText);

// A short line; a longer one is cut, which is noted too.
const short = (most) => (value, note) => {
  if (!isText(value)) return dropped;
  if (value.length <= most) return value;
  note("cut");
  return value.slice(0, most);
};

const list = (rule, most) => (value, note) => {
  if (!Array.isArray(value)) return dropped;
  if (value.length > most) note("cut");
  return value.slice(0, most).map((each) => rule(each, note)).filter((each) => each !== dropped || note("value"));
};

// Which keys an object may have. Absent keys stay absent.
const object = (rules) => (value, note) => {
  if (!value || typeof value !== "object" || Array.isArray(value)) return dropped;
  const kept = {};
  for (const key of Object.keys(value)) {
    if (!has(rules, key)) {
      note("key");
      continue;
    }
    const clean = rules[key](value[key], note);
    if (clean === dropped) note("value");
    else kept[key] = clean;
  }
  return kept;
};

const nothingOr = (rule) => (value, note) => (value === null || value === "" ? null : rule(value, note));
const hexadecimal = (digits) => spelt(new RegExp(`^[0-9a-f]{${digits}}$`));
const base64of = (bytes) => spelt(new RegExp(`^[A-Za-z0-9+/]{${Math.ceil((bytes * 4) / 3)}}=*$`));
const agency = spelt(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const language = spelt(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/);
const moment = spelt(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?Z$/);

const recipient = (value) => {
  try {
    publicFrom(value);
    return value;
  } catch {
    return dropped;
  }
};

const contact = nothingOr(object({
  none: yesNo,
  channel: one("own_space", "sms", "call", "email", "in_person", ""),
  address: short(200),
  days: nothingOr(list(whole(6), 7)),
  from: whole(1440),
  to: whole(1440),
  zone: short(60),
  code_word: short(100),
  voicemail: yesNo,
  others_see: short(500),
  ask_again: short(40),
  paused: yesNo,
}));

const file = object({
  id: hexadecimal(16), name: short(200), type: short(100), bytes: whole(2 ** 40), parts: whole(4096), sha256: hexadecimal(64), stripped: yesNo,
});

const common = {
  v: whole(1), bytes: whole(2 ** 21), lang: language, sent: moment, nonce: base64of(16), text: any, contact, files: nothingOr(list(file, 50)),
};

const rules = {
  report: object({
    ...common,
    kind: any,
    box: hexadecimal(32),
    mode: one("browser", "basic"),
    manifest: hexadecimal(64),
    agency,
    channel: one("help", "concern"),
    reply: recipient,
    thread: base64of(32),
    about: nothingOr(object({ agency: nothingOr(agency), role: nothingOr(one(...rolesComplainedAbout)) })),
    left_out: nothingOr(list(hexadecimal(16), 64)),
    answers: nothingOr(object({
      concern_for: one("self", "another", "group", "workplace", "unsure", ""),
      relationship: short(200),
      danger: one("yes", "no", "unsure", ""),
      urgent: one("yes", "no", ""),
      age: one("under_18", "adult", "unsure", ""),
      area: short(200),
      needs: list(one("talk", "safe_place", "medical", "legal", "money_food", "interpreter", "authorities", "information"), 8),
      speak: short(100),
      read: short(100),
      sign_language: yesNo,
    })),
    identity: nothingOr(list(object({ first: hexadecimal(16), second: hexadecimal(16), sealed: any }), 64)),
  }),
  piece: object({ v: whole(1), kind: any }),
  message: object({ v: whole(1), kind: any }),
};

// What may stand under the lock of the thread.
const locked = {
  piece: object({ v: whole(1), bytes: whole(2 ** 21), file: hexadecimal(16), part: whole(4095) }),
  message: object({ ...common, answer: nothingOr(object({ to: base64of(16), agree: yesNo })) }),
};

export const isLocked = (kind) => has(locked, kind);

// Returns what may be kept of a header and which kinds of trouble there were, or null where it is none of ours.
export const clean = (kind, value) => cleanBy(rules, kind, value);

// The same for what was under the lock.
export const cleanLocked = (kind, value) => cleanBy(locked, kind, value);

function cleanBy(rules, kind, value) {
  if (!has(rules, kind)) return null;
  const notes = new Set();
  const kept = rules[kind](value, (trouble) => {
    notes.add(trouble);
    return false;
  });
  return kept === dropped ? null : { kept, notes };
}
