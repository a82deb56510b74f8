// Handing over: sealing what waits to those on duty now, one file after the other, with a way to stop and to go on.
import { carry, readersOf } from "./carry.js";
import { pause, put, tell, view, wrong } from "./page.js";
import { lives } from "./queue.js";
import { say } from "./words.js";

// why is "off", when the worker leaves the duty list afterwards, or "renew", when they stay under a new window.
export function showHandOver(desk, why) {
  const leaving = why === "off";
  const done = new Set();
  let stopped = false;
  const made = view("hand-over", {
    go: () => run(),
    stop: () => {
      stopped = true;
    },
    without: () => leave(),
    back: () => desk.home(),
  });
  const { parts } = made;
  const readers = readersOf(desk.state, desk.keys.root, !leaving);
  const waiting = desk.state.reports.filter(lives).length;

  // Nobody else is there: that is said, with what can be done instead.
  if (!readers.length) {
    parts.lead.textContent = say("carry_nobody");
    parts.go.hidden = true;
    parts.without.hidden = false;
  } else if (!leaving) {
    parts.lead.textContent = say("carry_renew");
    parts.go.textContent = say("carry_renew_go");
  }

  function running(on) {
    parts.go.hidden = on;
    parts.back.hidden = on;
    parts.stop.hidden = !on;
    parts.progress.hidden = !on;
  }

  async function run() {
    stopped = false;
    running(true);
    wrong(parts, "");
    const result = await desk.attempt(() => carry({
      state: desk.state, readers, done, pause,
      desk: { drops: (report) => desk.inbox.drops(report), carry: (report, original, sealed) => desk.api.carry(report.report, original, sealed) },
      stopped: () => stopped || !desk.unlocked,
      step: (at, total) => {
        parts.progress.max = Math.max(total, 1);
        parts.progress.value = at;
        tell(parts.said, say("carry_step", { count: at, total }));
      },
    }), (words) => wrong(parts, words));
    if (!desk.unlocked) return;
    running(false);
    parts.go.textContent = say("carry_on");
    if (!result) return; // trouble: what went over stays, and the next try goes on from there
    if (stopped) {
      tell(parts.said, say("carry_stopped", { count: done.size }));
    } else if (result.alone) {
      tell(parts.said, say("carry_alone", { count: result.alone }));
      parts.go.hidden = true;
      parts.without.hidden = !leaving;
      parts.without.textContent = say("carry_anyway");
    } else if (leaving) {
      await leave();
    } else {
      await desk.refresh();
      await desk.home();
    }
  }

  async function leave() {
    await desk.attempt(async () => {
      await desk.api.duty(false);
      desk.state = await desk.api.state();
      await desk.home();
    }, (words) => wrong(parts, words));
  }

  desk.update = () => {};
  desk.handing = true;
  desk.drawBar();
  put(desk.place, made);
  if (readers.length && !waiting) {
    tell(parts.said, say("carry_nothing"));
    if (!leaving) desk.home();
  }
}
