// The page as the script sees it. Pieces are copied from templates that came with it, and words are put in as text: nothing
// that anybody typed is ever read as markup.

export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));

export const piece = (name) => one(`[data-piece="${name}"]`).content.firstElementChild.cloneNode(true);

let words;

// What the page says, with values in their places.
export function say(name, values = {}) {
  words ||= new Map(all("[data-word]", one("[data-words]").content).map((word) => [word.dataset.word, word.textContent]));
  return (words.get(name) || name).replace(/\{(\w+)\}/g, (place, key) => (key in values ? String(values[key]) : place));
}

export const partOf = (name) => one(`[data-part="${name}"]`);
export const stepOf = (name) => one(`[data-step="${name}"]`);
export const slotOf = (part) => one("[data-slot]", part);

// Shows one part of the page and hides the others. The heading takes the focus, so that it is read out and the next Tab
// stands behind it.
export function show(name) {
  for (const part of all("[data-part]")) part.hidden = part.dataset.part !== name;
  const part = partOf(name);
  if (name !== "steps") focusHeading(part);
  return part;
}

export function showStep(name) {
  show("steps");
  for (const step of all("[data-step]")) step.hidden = step.dataset.step !== name;
  const step = stepOf(name);
  focusHeading(step);
  return step;
}

function focusHeading(part) {
  const heading = one("h1, p", part);
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
}

// What stands in the form: one text for a field, a list for boxes.
export function valuesOf(form) {
  const values = {};
  for (const field of form.elements) {
    if (!field.name || ((field.type === "radio" || field.type === "checkbox") && !field.checked)) continue;
    if (field.type === "checkbox") (values[field.name] ||= []).push(field.value);
    else values[field.name] = field.value;
  }
  return values;
}

// Empties the questions of a step, as skipping does.
export function clear(step) {
  for (const field of all("input, textarea, select", step)) {
    if (field.type === "radio" || field.type === "checkbox") field.checked = field.defaultChecked;
    else field.value = "";
  }
}

// What was answered in a step and counts, in the words of the page.
export function answered(step, values) {
  const lines = [];
  for (const field of all("input, textarea, select", step)) {
    const box = field.type === "radio" || field.type === "checkbox";
    if (!(field.name in values) || (box ? !field.checked : !field.value.trim())) continue;
    const label = field.labels[0].textContent.trim();
    if (box) lines.push(label);
    else if (field.tagName === "SELECT") lines.push(field.selectedOptions[0].textContent.trim());
    else lines.push(field.value.trim());
  }
  return lines;
}

let drawn = 0;

// A box or a card to choose, from its piece.
export function choiceOf(name, field, value, text, checked = false) {
  const item = piece(name);
  const input = one("input", item);
  Object.assign(input, { name: field, value, checked, defaultChecked: checked, id: `d-${++drawn}` });
  const label = one("label", item);
  label.htmlFor = input.id;
  label.textContent = text;
  return item;
}

// What to do first, above the questions and read out at once.
export function complain(text) {
  const place = one("[data-errors]");
  place.replaceChildren();
  if (!text) return;
  const summary = piece("errors");
  one("span", summary).textContent = text;
  place.append(summary);
  summary.focus();
}
