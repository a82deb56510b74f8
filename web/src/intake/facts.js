// What a person answered, and how they can be reached: facts in a list, in the worker's language.
import { pair, put } from "./page.js";
import { day, languageName, say } from "./words.js";

const chosen = (name) => (value) => value && say(`value.${name}.${value}`);
const language = (value) => value && languageName(value);

const questions = [
  ["concern_for", chosen("concern_for")], ["relationship"], ["danger", chosen("danger")], ["age", chosen("age")], ["area"],
  ["needs", (values) => values.map((value) => say(`value.needs.${value}`)).join(" · ")],
  ["speak", language], ["read", language], ["sign_language", (value) => value && say("yes")],
];

export function drawFacts(list, { report, thread }, state) {
  put(list);
  pair(list, say("fact.came"), day(report.day));
  const { header } = thread;
  for (const [name, words = (value) => value] of questions) {
    const value = header.answers && header.answers[name];
    const text = value !== undefined && words(value);
    if (text) pair(list, say(`fact.${name}`), text, { name: name === "area" || name === "relationship" });
  }
  pair(list, say("fact.writes"), languageName(header.lang || "en"));
  const about = header.about || {};
  if (about.role) pair(list, say("fact.about"), say(`role.${about.role}`));
  if (about.agency && about.agency !== state.agency) pair(list, say("fact.about_agency"), say("about_other"));
  drawContact(list, thread.contact);
  pair(list, say("fact.kept"), day(report.purge_on));
  pair(list, say("fact.replies"), String(report.replies));
}

const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
const monday = Date.UTC(2026, 10, 23);

const weekday = (number) =>
  new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short", timeZone: "UTC" }).format(monday + (number - 1) * 86400000);

// Nobody is reached in a way that they did not name.
function drawContact(list, contact) {
  if (!contact || !contact.channel || contact.paused) {
    pair(list, say("fact.contact"), say(contact && contact.paused ? "contact_paused" : "contact_none"));
    return;
  }
  pair(list, say("fact.contact"), say(`contact.${contact.channel}`));
  if (contact.channel === "own_space") return;
  pair(list, say("fact.address"), contact.address || "", { name: true });
  const days = (contact.days || []).map(weekday).join(" · ");
  if (days) pair(list, say("fact.days"), days);
  if (contact.from !== undefined && contact.to !== undefined) {
    pair(list, say("fact.hours"), `${clock(contact.from)}–${clock(contact.to)} ${contact.zone || ""}`);
  }
  if (contact.code_word) pair(list, say("fact.code_word"), contact.code_word, { name: true });
  if (contact.channel === "call") pair(list, say("fact.voicemail"), say(contact.voicemail ? "yes" : "no"));
  if (contact.others_see) pair(list, say("fact.others_see"), contact.others_see, { name: true });
  if (contact.ask_again) pair(list, say("fact.ask_again"), contact.ask_again.slice(0, 10));
}
