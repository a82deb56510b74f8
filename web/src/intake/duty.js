// The frame of the unlocked desk: whether its worker is on duty, what needs care, and what waits.
import { daysBetween } from "./days.js";
import { add, notice, put, tag, view, wrong } from "./page.js";
import { showHandOver } from "./handover.js";
import { showQueue } from "./list.js";
import { mostlyBasic } from "./thread.js";
import { makeWindow, renewFrom } from "./vault.js";
import { day, isolate, say } from "./words.js";

export async function showDesk(desk) {
  if (!desk.unlocked) return; // an answer that came after the lock draws nothing
  desk.unlink();
  desk.handing = false;
  desk.drawBar();
  const made = view("desk");
  put(desk.place, made);
  const queue = showQueue(desk, made.parts.queue);
  let shown = "";
  const draw = () => {
    const wanted = dutyForm(desk.state);
    if (wanted !== shown) put(made.parts.duty, wanted && onDuty(desk, wanted));
    shown = wanted;
    drawNotices(desk, made.parts.notices);
    queue.draw();
  };
  draw();
  desk.update = draw;
  await desk.sort(queue.opening);
  if (desk.unlocked && desk.update === draw) draw();
}

const certifySoon = 14; // days before a certificate ends

const mineOf = (state) => state.readers.find((reader) => reader.mine);

// Which form stands on the desk: to go on duty, to make the next window, or none.
function dutyForm(state) {
  const mine = mineOf(state);
  const window = mine && state.windows.find(({ recipient }) => recipient === mine.key);
  if (!window) return "on";
  return state.now >= renewFrom(window) ? "renew" : "";
}

// The line on top: whether the worker is on duty, and as whom.
export function drawStanding({ state, certified, bar: { parts }, handing, rows, lost }) {
  const mine = mineOf(state);
  put(parts.standing, certified && tag(say(mine ? "duty_on" : "duty_off"), mine ? "done" : ""));
  parts.about.textContent = mine ? say("duty_as", { name: isolate(mine.shown), day: day(mine.until) }) : "";
  parts.off.hidden = !mine || handing;
  const urgent = rows.some(({ report }) => report.urgent && report.waits);
  put(parts.news, lost && notice(say("lost"), say("lost_text")), urgent && notice(say("urgent_new"), say("urgent_new_text"), { call: true }));
}

function drawNotices(desk, place) {
  put(place);
  const others = desk.state.readers.filter((reader) => !reader.mine).length;
  if (mineOf(desk.state) && !others) add(place, notice(say("alone"), say("alone_text")));
  const { now, desk: { certified_until: until } } = desk.state;
  if (daysBetween(now, until) <= certifySoon) add(place, notice(say("certify_soon"), say("certify_soon_text", { day: day(until) })));
  for (const missed of desk.state.missed || []) add(place, notice(say("missed", { name: isolate(missed.agency) }), missedWords(missed)));
  if (mostlyBasic(desk.rows.map((row) => row.thread))) add(place, notice(say("mostly_basic"), say("mostly_basic_text")));
}

const mostNumbers = 5;

// What is missing from a signed list, by what is wrong: how many, and the beginnings of their numbers with their days.
function missedWords({ findings }) {
  const kinds = [...new Set(findings.map(({ fault }) => fault))];
  return kinds.map((fault) => {
    const these = findings.filter((each) => each.fault === fault);
    const number = these.slice(0, mostNumbers).map(({ day: on, drop }) => `${on} ${drop.slice(0, 8)}`.trim()).join(" · ");
    return say(`missed_${fault}`, { count: these.length, number });
  }).join(" ");
}

function onDuty(desk, what) {
  const made = view("on-duty", {}, {
    duty: async (form) => {
      const shown = form.elements.shown.value.trim();
      if (!shown) return wrong(made.parts, say("shown_missing"));
      made.parts.go.disabled = true;
      await goOnDuty(desk, shown, what === "renew", (why) => wrong(made.parts, why));
      made.parts.go.disabled = false;
      return undefined;
    },
  });
  if (what === "renew") {
    made.parts.heading.textContent = say("renew");
    made.parts.lead.textContent = say("renew_text");
    made.parts.go.textContent = say("renew_go");
  }
  const input = made.nodes.querySelector("input");
  input.value = (mineOf(desk.state) || {}).shown || desk.state.me.account_label || "";
  return made;
}

// Makes a window and publishes it. With a new one, what waits is sealed again to everybody on duty.
function goOnDuty(desk, shown, renewing, onTrouble) {
  const { agency, channel, me, now } = desk.state;
  return desk.attempt(async () => {
    await desk.api.window(await makeWindow(desk.keys, { agency, channel, role: me.role, today: now, shown }));
    desk.state = await desk.api.state();
    if (!(await desk.openInbox())) return;
    if (renewing) showHandOver(desk, "renew");
    else showDesk(desk);
  }, onTrouble);
}

