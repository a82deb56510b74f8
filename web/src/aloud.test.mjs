import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { aloud } from "./aloud.js";

// A page with as much in it as the script asks for.
function pageWith(lang, text) {
  const button = { dataset: { listen: "Listen", stop: "Stop" }, textContent: "Listen", addEventListener(_, act) { this.click = act; } };
  const box = { hidden: true, querySelector: () => button };
  const exit = { addEventListener(_, act) { this.click = act; } };
  const parts = { "[data-aloud]": box, main: { innerText: text } };
  return { button, box, exit, documentElement: { lang }, querySelector: (what) => parts[what], querySelectorAll: () => [exit] };
}

class Utterance {
  constructor(text) { this.text = text; }
}

function talkWith(voices) {
  return {
    said: [], speaking: false,
    getVoices: () => voices,
    speak(one) { this.said.push(one); this.speaking = true; },
    cancel() { this.speaking = false; this.cancelled = true; },
    addEventListener(_, act) { this.changed = act; },
  };
}

const local = { lang: "am-ET", localService: true };
let left = [];
beforeEach(() => {
  left = [];
  globalThis.addEventListener = (what, act) => left.push([what, act]);
});

test("it is offered only where the device itself has a voice in the language of the page", () => {
  for (const [voices, lang, offered] of [
    [[local], "am", true],
    [[{ lang: "am_ET", localService: true }], "am", true],
    [[{ lang: "am-ET", localService: false }], "am", false], // it would send the words away
    [[local], "ar", false],
    [[], "am", false],
  ]) {
    const page = pageWith(lang, "one");
    aloud(page, talkWith(voices), Utterance);
    assert.equal(page.box.hidden, !offered, `${lang} with ${JSON.stringify(voices)}`);
  }
});

test("a voice that comes later is offered then, and nothing is read before somebody asks", () => {
  const voices = [];
  const page = pageWith("am", "one\n\n two ");
  const talk = talkWith(voices);
  aloud(page, talk, Utterance);
  voices.push(local);
  talk.changed();
  assert.equal(page.box.hidden, false);
  assert.deepEqual(talk.said, []);
  page.button.click();
  assert.deepEqual(talk.said.map((one) => one.text), ["one", " two "]);
  assert.ok(talk.said.every((one) => one.voice === local));
  assert.equal(page.button.textContent, "Stop");
  talk.said.at(-1).onend();
  assert.equal(page.button.textContent, "Listen");
});

test("a second press, leaving quickly and leaving the page end it", () => {
  for (const end of [(page) => page.button.click(), (page) => page.exit.click(), () => left.find(([what]) => what === "pagehide")[1]()]) {
    left = [];
    const page = pageWith("am", "one");
    const talk = talkWith([local]);
    aloud(page, talk, Utterance);
    page.button.click();
    end(page);
    assert.equal(talk.speaking, false);
    assert.equal(page.button.textContent, "Listen");
  }
});

test("a browser without voices, and a page without the button, are left alone", () => {
  aloud(pageWith("am", "one"), undefined, Utterance);
  aloud({ querySelector: () => null }, talkWith([local]), Utterance);
});
