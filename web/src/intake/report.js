// One report, opened. The log knows before the first word is shown.
import { showConvert } from "./convert.js";
import { showDecide } from "./decide.js";
import { drawFacts } from "./facts.js";
import { showFile } from "./files.js";
import { showIdentity } from "./identity.js";
import { add, notice, put, view } from "./page.js";
import { due } from "./queue.js";
import { tagsOf, titleOf } from "./row.js";
import { showReply } from "./compose.js";
import { moment, say, unforced } from "./words.js";

export async function showReport(desk, { report, thread }) {
  const row = { report, thread, due: due(report) };
  const open = thread.state === "open";
  const made = view("report", { back: () => leave(desk, report) });
  const { parts } = made;
  if (open && !(await logged(desk, row))) return;
  parts.heading.textContent = titleOf(row);
  parts["facts-card"].hidden = parts["said-card"].hidden = !open;
  put(desk.place, made);
  const works = worksOf(desk, row);
  add(parts.work, ...works.map((work) => work.made));
  draw(desk, row, parts);
  parts.heading.focus();
  desk.update = async () => {
    const now = desk.rows.find((each) => each.report.report === report.report);
    if (!now) {
      await leave(desk, report); // deleted meanwhile: its sender took it back
      return;
    }
    if (open && !(await logged(desk, now))) return;
    if (open && now.thread.messages.length > row.thread.messages.length) desk.live.textContent = say("message_new");
    row.report = now.report;
    Object.assign(row.thread, now.thread);
    draw(desk, row, parts);
    for (const work of works) if (work.update) work.update(row.report);
  };
}

// What can be done with a report. One that does not hold together can still be set apart or ended.
function worksOf(desk, row) {
  if (row.thread.state === "not_for_you") return [];
  if (row.thread.state === "broken") return [showDecide(desk, row)];
  const works = [showReply(desk, row), showDecide(desk, row)];
  if (desk.state.channel === "concern") works.push(showIdentity(desk, row));
  else if (!row.report.converted) works.push(showConvert(desk, row));
  return works;
}

// Everything that is read. It is drawn anew when something came; what is being written stands elsewhere.
function draw(desk, row, parts) {
  put(parts.tags, ...tagsOf(row));
  put(parts.notices, ...noticesOf(row));
  if (row.thread.state !== "open") return;
  drawFacts(parts.facts, row, desk.state);
  drawSaid(desk, row, parts.said);
  const { files } = row.thread;
  if (parts.files.childElementCount !== files.length) put(parts.files, ...files.map((file, at) => showFile(desk, row, file, at + 1)));
  parts["files-card"].hidden = !files.length;
}

async function logged(desk, { report, thread }) {
  let fine = true;
  await desk.attempt(() => desk.inbox.read(report, thread), (words) => {
    fine = false;
    put(desk.place.querySelector("[data-part=notices]"), notice(say("trouble"), words));
  });
  return fine && desk.unlocked;
}

// Goes back to the queue, to the line that was left.
async function leave(desk, report) {
  desk.unlink();
  await desk.home();
  const line = desk.place.querySelector(`[data-row="${report.report}"]`);
  if (line) line.focus();
}

function drawSaid(desk, { report, thread }, place) {
  const first = line(thread.header.text, thread.header.sent, say("said_first"));
  const later = thread.messages.map((said) => line(said.text || "", said.sent, said.answer ? say(said.answer.agree ? "said_yes" : "said_no") : say("said_later")));
  const own = (desk.sent.get(report.report) || []).map((text) => line(text, "", say("said_own")));
  put(place, first, ...later, ...own);
}

function line(text, sent, who) {
  const { nodes, parts } = view("said");
  if (sent) {
    parts.when.dateTime = sent;
    parts.when.textContent = moment(sent);
  }
  parts.text.textContent = unforced(text) || say("said_nothing");
  parts.who.textContent = who;
  return nodes;
}

// What a reader must know before they believe what they read.
function noticesOf({ report, thread }) {
  const found = [];
  if (thread.state === "not_for_you") return [notice(say("row_not_for_you"), say("not_for_you_text"))];
  if (thread.basic) found.push(notice(say("basic"), say("basic_text")));
  if (report.claimed && !report.urgent) found.push(notice(say("claimed_urgent"), say("claimed_urgent_text")));
  if (!report.claimed && report.urgent) found.push(notice(say("claimed_calm"), say("claimed_calm_text")));
  if (report.withdrawn) found.push(notice(say("withdrawn"), say("withdrawn_text")));
  if (thread.trouble.size) {
    found.push(notice(say(thread.state === "broken" ? "row_broken" : "flagged"), [...thread.trouble].map((each) => say(`trouble.${each}`)).join(" ")));
  }
  return found;
}

