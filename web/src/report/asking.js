// What happens when a question comes up, and when it is left.
import { sha256 } from "@noble/hashes/sha2.js";
import { dayOf, lacksAddress } from "./answers.js";
import { hex } from "./bytes.js";
import { enabledOf } from "./enabled.js";
import { keepOriginal, forget, readFile } from "./files.js";
import { all, answered, choiceOf, complain, one, partOf, piece, say, show, slotOf, stepOf, valuesOf } from "./page.js";
import { fetchManifest, Refusal } from "./post.js";
import { agencyOf, check, everybody, route } from "./readers.js";
import { stepsOf } from "./steps.js";
import { told } from "./told.js";
import { canRecord, record } from "./voice.js";

const root = one("[data-ask]");
export const lang = root.dataset.lang;
const roots = JSON.parse(root.dataset.roots);
const form = partOf("steps");

export const rootOf = (agency) => roots[agency];
export const nameOf = (agency) => (agencyOf(told.manifest, agency) || { name: "" }).name;

// A clock that is behind must not make an old key look fresh.
const todayOf = (manifest) => [dayOf(new Date()), manifest.day].sort()[1];

let newest = "";

export async function loadManifest() {
  const { bytes, manifest } = await fetchManifest(told.stop.signal);
  if (manifest.day < newest) throw new Refusal("offline"); // the server does not know the newest any more, or hides it
  newest = manifest.day;
  told.manifest = manifest;
  told.print = hex(sha256(bytes));
  told.holding = await check(manifest, roots, todayOf(manifest), told.how.pause);
  const channels = told.way === "message" && !told.channelKnown ? ["help", "concern"] : [told.channel];
  told.agencies = manifest.agencies.filter((agency) => channels.some((channel) => reaches(agency, channel) || reaches(agency, channel, true)));
  if (told.agencies.length === 1) told.agency = told.agencies[0].id;
  if (!told.agencies.length) show("closed");
  return told.agencies.length > 0;
}

const routed = (agency, channel, about, unticked) =>
  (told.way === "message" ? everybody : route)({ manifest: told.manifest, holding: told.holding, agency, channel, about, unticked });
const reaches = (agency, channel, whole) => Boolean(routed(agency.id, channel, { agency: whole }, new Set()));

// What is known of the questions, for what is asked next.
export const knownNow = () => ({ agencies: told.agencies.length, agencyKnown: told.agencyKnown, channelKnown: told.channelKnown, values: valuesOf(form) });

// The answers that count.
export const answersNow = () => enabledOf(told.way, knownNow());

export function currentRoute() {
  const values = answersNow();
  return routed(told.agency, told.channel, { agency: Boolean(values.whole), role: values.role || "" }, told.unticked);
}

export const entering = {
  agency() {
    const list = one(".choices", stepOf("agency"));
    list.replaceChildren(...told.agencies.map(({ id, name }) => choiceOf("radio", "agency", id, name, id === told.agency)));
  },
  readers() {
    const step = stepOf("readers");
    const readers = told.holding(told.agency, told.channel);
    const group = piece("readers");
    one("[data-hint]", group).textContent = told.channel === "concern" && readers.length > 2 ? say("readers.drawn") : "";
    const list = one(".choices", group);
    for (const { key, shown, role } of readers) {
      list.append(choiceOf("reader", "", key, say("readers.one", { name: shown, role: say(`role.${role}`) }), !told.unticked.has(key)));
    }
    list.addEventListener("change", ({ target }) => told.unticked[target.checked ? "delete" : "add"](target.value));
    slotOf(step).replaceChildren(group);
    const outside = agencyOf(told.manifest, told.agency).oversight;
    one(".govuk-hint", one('[name="whole"]', step).parentElement).textContent =
      nameOf(outside) ? say("readers.agency.hint", { name: nameOf(outside) }) : say("readers.agency.none");
  },
  files() {
    one("[data-voice]").hidden = !canRecord();
    one("[data-no-voice]").hidden = canRecord();
    list();
  },
  contact() {
    const took = told.way === "message";
    for (const input of all('[name="contact"]')) {
      if (input.value === "take") input.parentElement.hidden = !took;
      if (input.value === "none") input.parentElement.hidden = took;
    }
  },
  reach() {
    one('[name="voicemail"]').closest(".govuk-form-group").hidden = valuesOf(form).contact !== "call";
  },
  check() {
    told.to = currentRoute();
    const rows = [];
    const row = (step, key, lines) => {
      if (!lines.length) return;
      const made = piece("row");
      one("dt", made).textContent = key;
      one(".govuk-summary-list__value", made).append(...lines.map(typed));
      const change = one("button", made);
      change.dataset.change = step;
      change.setAttribute("aria-label", `${change.textContent}: ${key}`);
      rows.push(made);
    };
    const values = answersNow();
    for (const step of stepsOf(told.way, knownNow())) {
      if (step === "readers") row(step, say("check.readers"), readersOf(told.to));
      else if (step === "files") row(step, say("check.files"), told.files.map(({ name }) => name));
      else if (step !== "check") row(step, headingOf(step), answered(stepOf(step), values));
    }
    const summary = document.createElement("dl");
    summary.className = "govuk-summary-list";
    summary.append(...rows);
    const follows = told.way === "message" ? [paragraph(say("check.same"))] : [];
    const empty = rows.length + follows.length > 1 ? [] : [paragraph(say("check.empty"))];
    slotOf(stepOf("check")).replaceChildren(...follows, summary, ...empty);
  },
};

const headingOf = (step) => one("h1", stepOf(step)).textContent.trim();

function readersOf(to) {
  if (to.elsewhere) return [say("check.elsewhere", { name: to.name })];
  const lines = to.readers.map(({ shown, role }) => say("readers.one", { name: shown, role: say(`role.${role}`) }));
  return lines;
}

// Somebody's own words, in a direction of their own.
const typed = (text) => Object.assign(paragraph(text), { dir: "auto" });

function paragraph(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

export const enter = (name) => entering[name] && entering[name]();

// Leaves a question; what it returns is to be put right first.
export function leaveStep(name, skipped = false) {
  const values = valuesOf(form);
  if (name === "agency") {
    const [first] = told.agencies.filter(({ channels }) => channels[told.channel].staffed).concat(told.agencies);
    const agency = values.agency || first.id;
    if (agency !== told.agency) told.unticked = new Set();
    told.agency = agency;
  }
  if (name === "channel") {
    told.channel = values.channel || "help";
    if (!currentRoute()) return say("closed.heading");
  }
  if (name === "readers" && !currentRoute()) return values.whole ? say("readers.agency.none") : say("readers.few");
  if (name === "files" && skipped) {
    told.files.splice(0).forEach(forget);
    list();
  }
  if (name === "contact" && lacksAddress(values)) return say("contact.address.error");
  return "";
}

// The files that were added, each with what it may tell.
function list() {
  const slot = slotOf(stepOf("files"));
  slot.replaceChildren(...told.files.map(cardOf));
  if (!told.files.length) slot.append(paragraph(say("files.none")));
}

function cardOf(file) {
  const card = piece("file");
  one("h2", card).textContent = say("files.size", { name: file.name, size: Math.ceil(file.bytes.length / 1024) });
  const what = file.tells.map((trace) => say(`files.tells.${trace}`)).join(", ");
  one("p", card).textContent = file.clean ? say("files.clean") : what ? say("files.tells", { what }) : say("files.unknown");
  if (file.clean) {
    one("[data-original]", card).hidden = false;
    const keep = one("input", card);
    Object.assign(keep, { id: `f-${file.id}`, checked: !file.stripped });
    one("label", card).htmlFor = keep.id;
    keep.addEventListener("change", () => {
      keepOriginal(file, keep.checked);
      list();
    });
  }
  if (file.type.startsWith("audio/")) {
    const audio = one("audio", card);
    audio.hidden = false;
    audio.src = URL.createObjectURL(new Blob([file.bytes], { type: file.type }));
  }
  const remove = one("button", card);
  remove.setAttribute("aria-label", `${remove.textContent}: ${file.name}`);
  remove.addEventListener("click", () => {
    told.files.splice(told.files.indexOf(file), 1).forEach(forget);
    list();
  });
  return card;
}

async function add(files) {
  const status = one("[data-file-status]");
  for (const file of files) {
    const here = told;
    try {
      const read = await readFile(file, told.files);
      if (here !== told) return;
      told.files.push(read);
      status.textContent = say("files.size", { name: read.name, size: Math.ceil(read.bytes.length / 1024) });
    } catch (error) {
      if (here !== told) return;
      status.textContent = say(error.message === "many" ? "files.many" : "files.broken");
      complain(status.textContent);
    }
  }
  list();
}

for (const input of all("[data-file]")) {
  input.addEventListener("change", async () => {
    const files = Array.from(input.files);
    await add(files);
    input.value = ""; // the browser need not remember what was chosen
  });
}

const button = one("[data-record]");
let recording;
if (button) {
  button.addEventListener("click", async () => {
    if (recording) {
      recording.stop();
      return;
    }
    const here = told;
    try {
      recording = await record(say("voice.name"), (seconds) => { one("[data-file-status]").textContent = say("voice.on", { seconds }); });
    } catch {
      one("[data-file-status]").textContent = say("voice.off");
      one("[data-no-voice]").hidden = false;
      return;
    }
    button.textContent = say("voice.stop");
    here.stop.signal.addEventListener("abort", recording.stop);
    const spoken = await recording.done;
    recording = undefined;
    button.textContent = say("voice.label");
    if (here === told) await add([spoken]);
  });
}

