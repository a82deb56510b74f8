// Reads a page aloud where somebody asks for it, with a voice that lives on the device: any other would send the words to
// whoever made the browser. Nothing is ever read by itself, and leaving ends it.
export function aloud(page = document, talk = globalThis.speechSynthesis, Utterance = globalThis.SpeechSynthesisUtterance) {
  const box = page.querySelector("[data-aloud]");
  if (!box || !talk || !Utterance) return;
  const button = box.querySelector("button");
  const language = (tag) => tag.split(/[-_]/)[0].toLowerCase();
  const here = page.documentElement.lang;
  const voice = () => talk.getVoices().find((one) => one.localService && language(one.lang) === language(here));
  const offer = () => { box.hidden = !voice(); };
  const quiet = () => {
    talk.cancel();
    button.textContent = button.dataset.listen;
  };
  const read = () => {
    const lines = page.querySelector("main").innerText.split("\n").filter((line) => line.trim());
    const said = lines.map((line) => Object.assign(new Utterance(line), { voice: voice(), lang: here, rate: 0.9 }));
    if (!said.length) return;
    said[said.length - 1].onend = quiet;
    button.textContent = button.dataset.stop;
    for (const one of said) talk.speak(one);
  };
  button.addEventListener("click", () => (talk.speaking ? quiet() : read()));
  for (const way of page.querySelectorAll("[data-exit]")) way.addEventListener("click", quiet);
  addEventListener("pagehide", quiet);
  talk.addEventListener?.("voiceschanged", offer);
  offer();
}
