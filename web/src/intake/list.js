// The queue: one line for each report that opens here. Its text stays folded until somebody opens it.
import { put, tell, view } from "./page.js";
import { sorted } from "./queue.js";
import { showReport } from "./report.js";
import { dueWords, spoken, tagsOf, titleOf } from "./row.js";
import { day, isolate, moment, say, straight } from "./words.js";

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
