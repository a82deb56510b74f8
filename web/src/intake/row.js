// What is said of a report in a line and above it: what is needed and what is due, never what was written.
import { tag } from "./page.js";
import { lives } from "./queue.js";
import { away, has, languageName, say } from "./words.js";

export function titleOf({ thread }) {
  if (thread.state === "broken") return say("row_broken");
  if (thread.state === "not_for_you") return say("row_not_for_you");
  const needs = (thread.header.answers?.needs || []).map((need) => say(`value.needs.${need}`));
  return needs.length ? needs.join(" · ") : say("row_nothing");
}

export function spoken({ answers, lang }) {
  const said = answers?.speak || lang || "";
  return said ? languageName(said) : "";
}

export function tagsOf({ report, thread }) {
  const tags = [];
  if (report.urgent && report.waits) tags.push(tag(say("urgent"), "attention"));
  if (report.claimed !== undefined && report.claimed !== report.urgent) tags.push(tag(say(report.claimed ? "claimed_urgent" : "claimed_calm"), "attention"));
  if (report.late && lives(report)) tags.push(tag(say(`late_${report.late}`), "attention"));
  if (report.withdrawn) tags.push(tag(say("withdrawn"), "attention"));
  if (thread.basic) tags.push(tag(say("basic"), "attention"));
  if (thread.trouble?.size) tags.push(tag(say("flagged"), "attention"));
  if (report.converted) tags.push(tag(say("converted"), "done"));
  return tags;
}

// A clock in words: what is due, and how far away it is.
export function dueWords({ due: clock }, now) {
  if (!clock) return "";
  const key = `due_${clock.what}`;
  const end = clock.at.length > 10 ? clock.at : clock.at + "T23:59:59Z";
  return say(has(key) ? key : "due_answer", { when: away(end, now) });
}
