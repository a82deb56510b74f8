// Writing an answer: in the person's language, sealed to them here, the same length as every other.
import { newKey } from "./api.js";
import { option, pause, tell, view, wrong } from "./page.js";
import { roomLeft, sealReply } from "./reply.js";
import { answersIn, day, languages, languageName, say } from "./words.js";

export function showReply(desk, row) {
  const { thread, report } = row;
  const lang = (thread.header.answers && thread.header.answers.read) || thread.header.lang || "en";
  const offered = answersIn(lang);
  const known = languages().some((each) => each.lang === lang.split("-")[0]);
  const reply = () => ({
    state: desk.state, keys: desk.keys, thread, from: (desk.state.readers.find((reader) => reader.mine) || {}).shown || "",
    lang: known ? offered.lang : lang, text: field.value, triage: row.report.state, ask: made.parts.ask.checked,
  });
  const made = view("reply", {}, { reply: () => send() });
  const { parts } = made;
  parts.ask = made.nodes.querySelector("#ask");
  const field = made.nodes.querySelector("#answer");
  field.lang = known ? offered.lang : lang;
  field.dir = known ? offered.dir : "auto";
  parts.language.textContent = say(known && !offered.draft ? "reply_language" : known ? "reply_draft" : "reply_unknown", { name: languageName(lang) });
  for (const item of offered.items) option(parts.begin, item.key, item.text, { lang: offered.lang });
  parts.asks.hidden = desk.state.channel !== "help";

  const draft = desk.drafts.get(report.report);
  if (draft) {
    field.value = draft.text;
    parts.ask.checked = draft.ask;
  }
  let key = newKey(); // of this text: sent twice it is one answer

  function changed() {
    key = newKey();
    keepDraft();
    draw();
  }

  function keepDraft() {
    if (field.value || parts.ask.checked) desk.drafts.set(report.report, { text: field.value, ask: parts.ask.checked });
    else desk.drafts.delete(report.report);
  }

  function draw() {
    const text = field.value.trim();
    parts.preview.hidden = !text;
    parts.letter.lang = field.lang;
    parts.letter.dir = field.dir;
    parts["letter-text"].textContent = field.value;
    parts["letter-from"].textContent = `${reply().from} · ${day(desk.state.now, field.lang)}`;
    const left = text ? roomLeft(reply()) : 0;
    tell(parts.room, text && left < 1500 ? say(left < 0 ? "reply_over" : "reply_room", { count: Math.abs(left) }) : "");
    parts.send.disabled = !text || left < 0;
  }

  // Nothing that was written is lost when it cannot be sent: it stays in the field until the server has it.
  async function send() {
    parts.send.disabled = true;
    wrong(parts, "");
    const sent = await desk.attempt(async () => {
      await desk.api.reply(report.report, key, await sealReply(reply(), pause));
      return true;
    }, (words) => wrong(parts, words));
    if (!desk.unlocked) return;
    if (sent) {
      desk.sent.set(report.report, [...(desk.sent.get(report.report) || []), field.value]);
      desk.drafts.delete(report.report);
      field.value = "";
      parts.ask.checked = false;
      key = newKey();
      tell(parts.sent, say("reply_sent"));
      await desk.refresh();
    }
    if (desk.unlocked) draw();
  }

  parts.begin.addEventListener("change", () => {
    const item = offered.items.find((each) => each.key === parts.begin.value);
    if (!item) return;
    field.value = field.value.trim() ? `${field.value.trimEnd()}\n\n${item.text}` : item.text;
    if (item.key === "record") parts.ask.checked = !parts.asks.hidden;
    parts.begin.value = "";
    field.focus();
    changed();
  });
  field.addEventListener("input", changed);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !parts.send.disabled) send();
  });
  parts.ask.addEventListener("change", changed);
  draw();
  return { made };
}
