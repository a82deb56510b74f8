// A step of the triage. The server says which steps there are; what somebody else did meanwhile is shown, and nothing is undone.
import { option, put, tell, view, wrong } from "./page.js";
import { day, has, say } from "./words.js";

export function showDecide(desk, row) {
  let report = row.report;
  const made = view("decide", {}, { decide: () => decide() });
  const { parts } = made;

  function draw() {
    parts.state.textContent = say(`state.${report.state}`);
    const chosen = parts.event.value;
    put(parts.event);
    for (const { event } of report.offers) option(parts.event, event, say(`event.${event}`), { chosen: event === chosen });
    parts.go.disabled = !report.offers.length;
    drawReasons();
    put(parts.history, ...report.history.map(pastStep));
    parts["history-card"].hidden = !report.history.length;
  }

  function drawReasons() {
    const offer = report.offers.find(({ event }) => event === parts.event.value);
    const reasons = (offer && offer.reasons) || [];
    const chosen = parts.reason.value;
    parts.reasons.hidden = !reasons.length;
    put(parts.reason);
    for (const reason of reasons) option(parts.reason, reason, say(`reason.${reason}`), { chosen: reason === chosen });
    const key = offer && `explains.${offer.event}`;
    tell(parts.explains, key && has(key) ? say(key) : "");
  }

  async function decide() {
    wrong(parts, "");
    parts.go.disabled = true;
    const [event, reason] = [parts.event.value, parts.reasons.hidden ? "" : parts.reason.value];
    await desk.attempt(async () => {
      await desk.api.decide({ report: report.report, event, reason, version: report.version });
    }, (words, status) => wrong(parts, status === 409 ? say("decide_meanwhile") : words));
    if (desk.unlocked) await desk.refresh();
    parts.go.disabled = !report.offers.length;
  }

  parts.event.addEventListener("change", drawReasons);
  draw();
  return {
    made,
    update: (now) => {
      if (now.version === report.version && now.state === report.state) return;
      report = now;
      draw();
    },
  };
}

function pastStep({ event, reason, day: when }) {
  const item = document.createElement("li");
  item.textContent = [say(`event.${event}`), reason && say(`reason.${reason}`), day(when)].filter(Boolean).join(" · ");
  return item;
}
