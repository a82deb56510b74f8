// The intake desk: reports are opened here, in the worker's browser, and nowhere else.
import { apiAt } from "./api.js";
import { Desk } from "./desk.js";
import { readWords } from "./words.js";

const root = document.querySelector("[data-intake]");

// j and k go from line to line of the queue; the other keys are declared in the page.
function walk(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[jk]$/.test(event.key)) return;
  if (event.target.matches && event.target.matches("input, textarea, select")) return;
  const lines = [...root.querySelectorAll("[data-row]")];
  const at = lines.indexOf(document.activeElement);
  const next = lines[at < 0 ? 0 : at + (event.key === "j" ? 1 : -1)];
  if (next) next.focus();
}

if (root && window.fetch && window.TransformStream) {
  readWords();
  document.querySelector("[data-without]").hidden = true;
  root.hidden = false;
  const desk = new Desk(root, apiAt(root.dataset.at));
  addEventListener("keydown", walk);
  addEventListener("pagehide", () => desk.wipe()); // nothing that was opened is there when the page comes back
  desk.start();
}
