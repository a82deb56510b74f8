// Everything before the reports: making keys, being certified, unlocking.
import { hex, unbase64 } from "../report/bytes.js";
import { shownKey } from "../report/chain.js";
import { BrokenChance } from "../report/chance.js";
import { fingerprint } from "../report/hybrid.js";
import { put, view, wrong } from "./page.js";
import { WrongRoot, addPasskey, drawWords, joinWords, makeDesk, unlockWithPasskey, unlockWithWords } from "./vault.js";
import { say } from "./words.js";

const devicePasskeys = () => Boolean(window.PublicKeyCredential);

// This browser's random numbers are none: whatever it made or sealed could be opened by others.
export const showUnsafe = (desk) => put(desk.place, view("unsafe"));

export const showNone = (desk) => put(desk.place, view("none"));

// Holds a button down while something runs, and says so on it.
async function busy(button, act) {
  const words = button.textContent;
  button.disabled = true;
  button.textContent = say("working");
  await new Promise((done) => setTimeout(done)); // the browser draws it before the work begins
  try {
    return await act();
  } finally {
    button.disabled = false;
    button.textContent = words;
  }
}

async function wordList(desk) {
  const answer = await fetch(desk.root.dataset.list, { credentials: "omit" });
  if (!answer.ok) throw new Error("there is no list of words");
  return (await answer.text()).trim().split("\n");
}

export function showSetup(desk) {
  const made = view("setup", {
    draw: async () => {
      try {
        showWords(desk, drawWords(await wordList(desk)));
      } catch (trouble) {
        if (trouble instanceof BrokenChance) showUnsafe(desk);
        else wrong(made.parts, say("offline"));
      }
    },
  });
  put(desk.place, made);
}

function showWords(desk, words) {
  const made = view("words", { written: () => askAgain(desk, words) });
  for (const word of words) {
    const item = document.createElement("li");
    item.textContent = word;
    made.parts.list.append(item);
  }
  put(desk.place, made);
}

// The words are typed once more before anything is sealed under them.
function askAgain(desk, words) {
  const again = view("again", { back: () => showWords(desk, words) }, {
    again: async (form) => {
      const field = form.elements.words;
      if (joinWords(field.value) !== joinWords(words.join(" "))) {
        wrong(again.parts, say("again_wrong"));
        field.focus();
        return;
      }
      const made = await busy(form.querySelector("button"), () => desk.attempt(() => makeDesk(words.join(" "), desk.state.root), () => {}));
      if (!made) return;
      const { desk: sealed, keys } = made;
      if (devicePasskeys()) offerPasskey(desk, sealed, keys);
      else await keep(desk, sealed, keys, again);
    },
  });
  put(desk.place, again);
  desk.place.querySelector("input").focus();
}

function offerPasskey(desk, sealed, keys) {
  const made = view("passkey", {
    add: (button) => busy(button, async () => {
      let both;
      try {
        both = await addPasskey(sealed, keys, say("passkey_name"));
      } catch {
        wrong(made.parts, say("passkey_failed"));
        return;
      }
      await keep(desk, both, keys, made);
    }),
    skip: (button) => busy(button, () => keep(desk, sealed, keys, made)),
  });
  put(desk.place, made);
}

async function keep(desk, sealed, keys, made) {
  await desk.attempt(async () => {
    await desk.api.setUp(sealed);
    desk.state = await desk.api.state();
    await desk.enter(keys);
  }, (why) => wrong(made.parts, why));
}

// The fingerprint is worked out here, from what this browser made: the custodians compare it with what the server shows them.
export function showPending(desk) {
  const made = view("pending");
  const shown = shownKey(fingerprint(hex(unbase64(desk.state.desk.signer))));
  made.parts.fingerprint.textContent = shown;
  made.parts.command.textContent += ` … … "${shown}"`;
  desk.update = () => {};
  put(desk.place, made);
}

export function showLock(desk, why = "") {
  const open = (button, unlock, failed) => busy(button, async () => {
    let keys;
    try {
      keys = await unlock();
    } catch (trouble) {
      wrong(made.parts, trouble instanceof WrongRoot ? say("wrong_root") : say(failed));
      return;
    }
    await desk.attempt(async () => {
      desk.state = await desk.api.state();
      await desk.enter(keys);
    }, (words) => wrong(made.parts, words));
  });
  const { desk: kept, root } = desk.state;
  const made = view("lock", {
    passkey: (button) => open(button, () => unlockWithPasskey(kept, root), "passkey_failed"),
    anew: () => showSetup(desk),
  }, {
    unlock: (form) => {
      const words = form.elements.words.value;
      form.elements.words.value = "";
      return open(made.parts.go, () => unlockWithWords(kept, words, root), "words_wrong");
    },
  });
  made.parts.passkey.hidden = !kept.passkey || !devicePasskeys();
  if (why) wrong(made.parts, why);
  put(desk.place, made);
  desk.place.querySelector("input").focus();
}
