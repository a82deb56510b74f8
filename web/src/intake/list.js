// The queue: one line for each report that opens here. Its text stays folded until somebody opens it.
import { put, tag, tell, view } from "./page.js";
import { lives, sorted } from "./queue.js";
import { showReport } from "./report.js";
import { away, day, has, isolate, languageName, moment, say, straight } from "./words.js";

export function showQueue(desk, place) {
  const made = view("queue");
  const { parts } = made;
  parts.order.value = desk.order || "urgent";
  parts.order.addEventListener("change", () => {
    desk.order = parts.order.value;
    draw();
  });
  put(place, made);

  function draw() {
    const { rows, order } = desk;
    const focused = document.activeElement && document.activeElement.dataset.row;
    tell(parts.opening, "");
    parts.heading.textContent = say("queue_heading", { count: rows.filter((row) => row.report.waits).length });
    put(parts.rows, ...sorted(rows, order, document.documentElement.lang).map((row) => drawRow(desk, row)));
    parts.sheet.hidden = parts.sorting.hidden = !rows.length;
    parts.empty.hidden = Boolean(rows.length);
    const again = focused && parts.rows.querySelector(`[data-row="${focused}"]`);
    if (again) again.focus();
  }

  function opening(count, total) {
    parts.empty.hidden = true;
    tell(parts.opening, say("opening", { count, total }));
  }

  return { draw, opening };
}

// What a line says of a report: what is needed, never what was written.
export function titleOf({ thread }) {
  if (thread.state === "broken") return say("row_broken");
  if (thread.state === "not_for_you") return say("row_not_for_you");
  const needs = (thread.header.answers?.needs || []).map((need) => say(`value.needs.${need}`));
  return needs.length ? needs.join(" · ") : say("row_nothing");
}

function drawRow(desk, row) {
  const made = view("row");
  const { parts } = made;
  const { report, thread } = row;
  parts.open.textContent = titleOf(row);
  parts.open.dataset.row = report.report;
  parts.open.addEventListener("click", () => showReport(desk, row));
  put(parts.tags, ...tagsOf(row));
  parts.due.textContent = dueWords(row, Date.now() + desk.state.ahead);
  if (row.due) parts.due.title = row.due.at.length > 10 ? moment(row.due.at) : day(row.due.at);
  parts.language.textContent = thread.header ? straight(spoken(thread.header)) : "";
  const area = thread.header?.answers?.area;
  parts.area.textContent = area ? isolate(area) : "";
  parts.came.textContent = day(report.day);
  parts.state.textContent = say(`state.${report.state}`);
  return made;
}

export function spoken({ answers, lang }) {
  const said = answers?.speak || lang || "";
  return said ? languageName(said) : "";
}

export function tagsOf({ report, thread }) {
  const tags = [];
  if (report.urgent && report.waits) tags.push(tag(say("urgent"), "attention"));
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
