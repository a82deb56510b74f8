// Finds things on a page by what people see. Written out anew with every question, so that the page holds nothing of it.

// Invisible marks around words of the other direction, and runs of blanks, are not seen.
const plain = (s) => (s || "").replace(/[\u200e\u200f\u2066-\u2069\u00ad]/g, "").replace(/\s+/g, " ").trim();

const visible = (el) => el.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && el.getClientRects().length > 0;

const named = (el) => plain(el.getAttribute("aria-label") || (el.matches("input") ? el.value : el.innerText));

// The exact words first; then the only one that holds the words.
function pick(all, words, name) {
  const wanted = plain(words);
  const exact = all.find((el) => name(el) === wanted);
  if (exact) return exact;
  const near = all.filter((el) => name(el).includes(wanted));
  return near.length === 1 ? near[0] : null;
}

const pressable = "a[href], button, summary, label, input[type=submit], input[type=button], [role=button]";

function thing(what) {
  if (/^[#.\[]/.test(what)) return document.querySelector(what);
  return pick([...document.querySelectorAll(pressable)].filter(visible), what, named);
}

function field(label) {
  const found = pick([...document.querySelectorAll("label")].filter((el) => el.control), label, (el) => plain(el.innerText));
  if (found) return found.control;
  return pick([...document.querySelectorAll("input, select, textarea")].filter(visible), label,
    (el) => plain(el.getAttribute("aria-label")));
}

// Where to press el, or why it cannot be pressed.
function spot(el, what) {
  if (!el) return { missing: `nothing that can be pressed says ${JSON.stringify(what)}` };
  if (el.disabled) return { missing: `${JSON.stringify(what)} is disabled` };
  el.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  const box = [...el.getClientRects()].find((r) => r.width > 0 && r.height > 0);
  if (!box || !visible(el)) return { missing: `${JSON.stringify(what)} cannot be seen` };
  const x = box.x + box.width / 2, y = box.y + box.height / 2;
  const top = document.elementFromPoint(x, y);
  if (!top) return { missing: `${JSON.stringify(what)} is outside the window` };
  if (!el.contains(top) && !top.contains(el) && top !== el.control && top.closest("label")?.control !== el) {
    return { missing: `${JSON.stringify(what)} is covered by <${top.tagName.toLowerCase()} class="${top.className}">` };
  }
  return { x, y };
}

const pressSpot = (what) => spot(thing(what), what);

function choiceSpot(label) {
  const control = field(label);
  if (!control) return { missing: `no label says ${JSON.stringify(label)}` };
  if (control.checked) return { done: true };
  const seen = [...control.labels].find(visible);
  return spot(seen || control, label);
}

const chosen = (label) => field(label)?.checked === true;

function ready(label) {
  const el = field(label);
  if (!el) return `no label says ${JSON.stringify(label)}`;
  if (el.disabled || el.readOnly) return `${JSON.stringify(label)} cannot be changed`;
  if (!visible(el)) return `${JSON.stringify(label)} cannot be seen`;
  el.focus();
  if (document.activeElement !== el) return `${JSON.stringify(label)} takes no focus`;
  if (el.select) el.select();
  return "";
}

function valueOf(label) {
  const el = field(label);
  return el ? { value: el.value } : { missing: `no label says ${JSON.stringify(label)}` };
}

function set(label, value) {
  const el = field(label);
  if (!el) return `no label says ${JSON.stringify(label)}`;
  if (el.matches("select")) {
    const option = pick([...el.options], value, (o) => plain(o.text));
    if (!option) return `${JSON.stringify(label)} has no choice ${JSON.stringify(value)}`;
    option.selected = true;
  } else {
    el.value = value;
  }
  el.dispatchEvent(new Event("input", { bubbles: true }));
  el.dispatchEvent(new Event("change", { bubbles: true }));
  return "";
}

const kindOf = (label) => field(label)?.type || "";

const sees = (text) => plain(document.body?.innerText).includes(plain(text));

const seen = () => plain(document.body?.innerText);

const described = () => `at ${location.href}\ntitle: ${document.title}\n${plain(document.body?.innerText).slice(0, 1500)}`;

const complete = () => document.readyState === "complete";
