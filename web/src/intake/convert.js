// Beginning a record with the person's own words. The passage that the worker chooses is all that leaves the browser open.
import { newKey } from "./api.js";
import { option, view, wrong } from "./page.js";
import { day, isolate, say, unforced } from "./words.js";

// The person's words, in order, to choose from.
const wordsOf = ({ header, messages }) => [header.text, ...messages.map((said) => said.text)].filter(Boolean).map(unforced).join("\n\n");

// What is still to be chosen, in the order of the form; "" when nothing is.
function missing({ passage, basis, reason, cover }) {
  if (!passage.trim()) return "convert_passage";
  if (!basis) return "convert_basis";
  if (basis === "emergency" && !reason) return "convert_reason";
  return cover ? "" : "convert_cover";
}

export function showConvert(desk, { report, thread }) {
  const key = newKey();
  const made = view("convert", {}, { convert: (form) => convert(form) });
  const { parts } = made;
  const [passage, agreed, emergency] = ["#passage", "#basis-agreed", "#basis-emergency"].map((one) => made.nodes.querySelector(one));
  passage.value = wordsOf(thread);
  for (const { handle, name, role } of desk.state.covers) {
    option(parts.cover, handle, say("cover", { name: isolate(name), role: say(`role.${role}`) }));
  }

  // Whether the person said yes is read from their own message, and named.
  function draw() {
    const { answer } = thread;
    const yes = Boolean(answer && answer.agree);
    agreed.disabled = !yes;
    if (!yes) agreed.checked = false;
    parts.agreed.textContent = yes ? say("agreed_yes", { day: day(answer.sent) }) : say(answer ? "agreed_no" : "agreed_none");
    parts["why-emergency"].hidden = !emergency.checked;
  }

  async function convert(form) {
    const basis = form.elements.basis.value;
    const chosen = {
      report: report.report, passage: passage.value, basis,
      reason: basis === "emergency" ? form.elements.reason.value : "", cover: parts.cover.value, key,
    };
    const lacks = missing(chosen);
    wrong(parts, lacks && say(lacks));
    if (lacks) return;
    const button = form.querySelector("button");
    button.disabled = true;
    await desk.attempt(async () => {
      const { at } = await desk.api.convert(chosen);
      begun(form, at);
      await desk.refresh();
    }, (words) => wrong(parts, words));
    button.disabled = false;
  }

  agreed.addEventListener("change", draw);
  emergency.addEventListener("change", draw);
  draw();
  return { made, update: draw };
}

function begun(form, at) {
  const link = document.createElement("a");
  link.href = at;
  link.textContent = say("converted_open");
  const done = document.createElement("p");
  done.setAttribute("role", "status");
  done.append(`${say("converted_text")} `, link);
  form.textContent = "";
  form.append(done);
}
