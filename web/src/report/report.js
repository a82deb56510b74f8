// The reporter's page: docs/reporting.md. The document holds every step; this shows one after the other under one address.
import { look, openBox, answerReply, writeMore, chooseKeep, chooseWithdraw, loadEarlier, settleBox } from "./coming.js";
import { enter, knownNow, leaveStep, loadManifest } from "./asking.js";
import { hasChance } from "./chance.js";
import { all, clear, complain, one, partOf, say, show, showStep, slotOf, stepOf } from "./page.js";
import { Refusal } from "./post.js";
import { checkProof, end, proof, received, retry, send } from "./sending.js";
import { stepsOf } from "./steps.js";
import { begin, told, wipe } from "./told.js";

const form = partOf("steps");
const next = one("[data-next]");
const labels = { check: "send", come: "open", withdraw: "withdraw.do" };
const asks = ["limits", "readers", "check"]; // steps in which there is no question to skip
const alone = ["come", "withdraw", "keep"]; // ways of one step

function steps() {
  if (alone.includes(told.way)) return [told.way];
  return stepsOf(told.way, knownNow());
}

function goTo(name) {
  told.step = name;
  complain("");
  const list = steps();
  one("[data-progress]").textContent = list.length > 1 ? say("progress", { n: list.indexOf(name) + 1, total: list.length }) : "";
  next.textContent = say(labels[name] || "next");
  one('[data-do="skip"]', form).hidden = asks.includes(name) || alone.includes(told.way);
  enter(name);
  showStep(name);
}

async function goOn() {
  if (told.step === "check") await send();
  else if (told.step === "come") await openBox();
  else if (alone.includes(told.way)) await settleBox();
  else leave();
}

// Leaves a question for the next one, unless there is something to put right first.
function leave(skipped) {
  const trouble = leaveStep(told.step, skipped);
  complain(trouble);
  if (trouble) return;
  const list = steps();
  const on = list[list.indexOf(told.step) + 1];
  if (told.returning && on !== "channel") back("check"); // to whom a follow-up goes is two questions
  else goTo(on);
}

function back(to) {
  told.returning = false;
  goTo(to);
}

function previous() {
  const list = steps();
  const at = list.indexOf(told.step);
  if (told.returning) back("check");
  else if (at > 0) goTo(list[at - 1]);
  else if (told.own && told.way !== "help" && told.way !== "concern") look();
  else restart("start");
}

// Empties everything and shows a part.
export function restart(part) {
  wipe();
  for (const each of all("form")) each.reset();
  for (const place of all('[data-slot]:not([data-step="limits"] *), [data-receipt-words], [data-receipt-numbers], [data-note], [data-where]')) place.replaceChildren();
  show(part);
}

async function choose(way) {
  if (!hasChance()) {
    location.replace(location.href); // the page comes anew as the form without script, before anything is written
    return;
  }
  one("[data-trouble]").textContent = "";
  begin(way === "back" ? "come" : way);
  show("wait");
  if (way !== "back" && !(await loadManifest())) return;
  goTo(steps()[0]);
}

const acts = {
  skip: () => {
    if (told.step !== "readers") clear(stepOf(told.step));
    leave(true);
  },
  readers: () => {
    told.returning = true;
    goTo("readers");
  },
  choose: () => {
    told.drops = undefined;
    told.returning = true;
    goTo(steps()[0]);
  },
  previous,
  stop: () => {
    const unfinished = told && told.sending && told.undo;
    if (unfinished) unfinished();
    restart("stopped");
  },
  start: () => restart("start"),
  retry,
  without: () => retry(true),
  proof,
  received,
  "skip-proof": end,
  look: () => look(),
  box: () => (told && told.own && told.way !== "help" && told.way !== "concern" ? look() : restart("start")),
  earlier: loadEarlier,
  write: async () => (await writeMore()) && goTo(steps()[0]),
  keep: () => chooseKeep() && goTo("keep"),
  withdraw: () => chooseWithdraw() && goTo("withdraw"),
};

// Whatever goes wrong because somebody left or stopped is no trouble. Where the server cannot be reached it is said.
const quietly = (act) => async (...given) => {
  const begun = told;
  try {
    await act(...given);
  } catch (error) {
    const over = !told || (begun && told !== begun) || error.message === "stopped" || error.name === "AbortError";
    if (over) return;
    if (!(error instanceof Refusal)) throw error;
    restart("start");
    one("[data-trouble]").textContent = say("offline");
  }
};

function listen() {
  document.addEventListener("click", quietly((event) => {
    const pressed = event.target.closest("[data-way], [data-do], [data-change], [data-agree], [data-leave]");
    if (!pressed) return undefined;
    const { way, do: act, change, agree } = pressed.dataset;
    if ("leave" in pressed.dataset) {
      event.preventDefault();
      return one("[data-exit]").click();
    }
    if (way) return choose(way);
    if (change) {
      told.returning = true;
      return goTo(change);
    }
    if (agree) return answerReply(pressed.closest("[data-nonce]").dataset.nonce, agree === "yes");
    return acts[act]();
  }));
  form.addEventListener("submit", quietly((event) => {
    event.preventDefault();
    return goOn();
  }));
  partOf("proof").addEventListener("submit", quietly((event) => {
    event.preventDefault();
    return checkProof();
  }));
  // Another language is another page in place of this one, so that Back does not come here.
  for (const link of all(".languages a")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      wipe();
      location.replace(link.href);
    });
  }
  // The exit empties the page first; what the script holds goes in the same moment.
  new MutationObserver(() => one("body") || wipe()).observe(document.documentElement, { childList: true });
  addEventListener("pagehide", () => {
    wipe();
    for (const each of all("form")) each.reset();
  });
}

const asBefore = (field) => {
  if (field.type === "file") return !field.files.length;
  if (field.type === "checkbox" || field.type === "radio") return field.checked === field.defaultChecked;
  if (field.tagName === "SELECT") return field.selectedIndex <= 0;
  return !("defaultValue" in field) || field.value === field.defaultValue;
};

// Somebody may have begun to write before this arrived: then the form stays as it is.
const untouched = () => all("[data-plain] form").every((plain) => !plain.contains(document.activeElement) && Array.from(plain.elements).every(asBefore));

const able = () => window.BigInt && window.fetch && window.AbortController && window.MessageChannel && document.body.replaceChildren;

if (form && !hasChance()) one("[data-unsafe]").hidden = false; // nothing can be locked here: the form without script, or a call
else if (form && able() && untouched()) {
  for (const plain of all("[data-plain]")) plain.remove();
  for (const scripted of all("[data-script]")) scripted.hidden = false;
  slotOf(stepOf("limits")).append(one("[data-limits] ul"));
  one("[data-limits]").remove();
  listen();
}

