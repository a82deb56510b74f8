// What the desk shows is cloned from the page's own templates and filled with text: nothing here writes markup.
import { straight } from "./words.js";

// Clones a template. acts and forms answer what is pressed and sent inside, by data-do and data-form.
export const view = (name, acts, forms) =>
  bind(document.querySelector(`template[data-view-of="${name}"]`).content.cloneNode(true), acts, forms);

export function bind(nodes, acts = {}, forms = {}) {
  const parts = {};
  for (const part of nodes.querySelectorAll("[data-part]")) parts[part.dataset.part] = part;
  for (const button of nodes.querySelectorAll("[data-do]")) {
    button.addEventListener("click", (event) => acts[button.dataset.do](event.currentTarget));
  }
  for (const form of nodes.querySelectorAll("[data-form]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      forms[form.dataset.form](form);
    });
  }
  return { nodes, parts };
}

export function put(place, ...views) {
  place.textContent = "";
  add(place, ...views);
}

export function add(place, ...views) {
  for (const each of views) if (each) place.append(each.nodes || each);
}

// A part of a page that only sometimes has something to say.
export function tell(part, text) {
  part.textContent = text;
  part.hidden = !text;
}

// What went wrong, beside the field it belongs to.
export function wrong(parts, text) {
  parts.why.textContent = text;
  parts.wrong.hidden = !text;
}

export function tag(text, tone) {
  const made = document.createElement("strong");
  made.className = tone ? `tag tag--${tone}` : "tag";
  made.textContent = text;
  return made;
}

export function option(select, value, text, { lang, chosen } = {}) {
  const made = document.createElement("option");
  made.value = value;
  made.textContent = text;
  if (lang) made.lang = lang;
  made.selected = Boolean(chosen);
  select.append(made);
}

export function pair(list, term, text, { name = false } = {}) {
  const made = view("pair");
  made.parts.term.textContent = term;
  made.parts.text.textContent = straight(text);
  if (name) made.parts.text.className = "name";
  list.append(made.nodes);
}

// Something that needs care, with or without the number to ring.
export function notice(heading, text, { call = false } = {}) {
  const made = view("notice");
  made.parts.heading.textContent = heading;
  tell(made.parts.text, text);
  if (call) made.parts.call.hidden = false;
  else made.parts.call.remove();
  return made;
}

// Lets the browser draw and hear keys between two pieces of work.
let rested = 0;
export async function pause() {
  if (performance.now() - rested < 12) return;
  await new Promise((done) => setTimeout(done));
  rested = performance.now();
}
