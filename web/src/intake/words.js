// The words of the page, in the worker's language, and the answers to begin from in everybody's.

const said = new Map();
const answers = new Map();

export function readWords() {
  for (const word of document.querySelector("template[data-words]").content.children) said.set(word.dataset.say, word.textContent);
  for (const list of document.querySelectorAll("template[data-answers]")) {
    answers.set(list.dataset.answers, {
      lang: list.dataset.answers, dir: list.dataset.dir, name: list.dataset.name, draft: "draft" in list.dataset,
      items: Array.from(list.content.children, (item) => ({ key: item.dataset.answer, text: item.textContent })),
    });
  }
}

const first = "\u2068";
const pop = "\u2069";

// A line without the marks that turn the direction of what follows: they can make a name read as another.
export const straight = (text) => text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "");

// Running text keeps them, since some scripts need them; only what forces letters the other way is left out.
export const unforced = (text) => text.replace(/[\u202d\u202e]/g, "");

// Typed text inside a sentence keeps its direction to itself.
export const isolate = (text) => first + straight(text) + pop;

// The text for a key; {name} in it is replaced by what is given under that name.
export const say = (key, values = {}) =>
  (said.get(key) || `\u27e6${key}\u27e7`).replace(/\{([a-z_]+)\}/g, (place, name) => (name in values ? String(values[name]) : place));

export const has = (key) => said.has(key);

// The answers for a reporter who reads a language, else those in English.
export const answersIn = (lang) => answers.get((lang || "").toLowerCase().split("-")[0]) || answers.get("en");
export const languages = () => [...answers.values()];

const lang = () => document.documentElement.lang;

export const day = (text, reader = lang()) =>
  new Intl.DateTimeFormat(reader, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(Date.parse(text));
export const moment = (text) =>
  new Intl.DateTimeFormat(lang(), { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit" }).format(Date.parse(text));

const steps = [["day", 86400000], ["hour", 3600000], ["minute", 60000]];

// How far away a moment is, in words.
export function away(text, now) {
  const left = Date.parse(text) - now;
  const [unit, length] = steps.find(([, size]) => Math.abs(left) >= size) || steps[2];
  return new Intl.RelativeTimeFormat(lang(), { numeric: "auto" }).format(Math.trunc(left / length), unit);
}

// A language by its name, where the browser knows one.
export function languageName(tag) {
  if (answers.has(tag)) return answers.get(tag).name;
  try {
    return new Intl.DisplayNames(lang(), { type: "language" }).of(tag);
  } catch {
    return tag;
  }
}
