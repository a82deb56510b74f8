// Files of a report, one at a time and only when asked for.
import { assemble, neutralName, sniff } from "./attachments.js";
import { put, tell, view, wrong } from "./page.js";
import { say, straight } from "./words.js";

function size(bytes) {
  const [unit, step] = bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: 1 }).format(bytes / step);
}

export function showFile(desk, { report, thread }, file, number) {
  const { nodes, parts } = view("file", {
    open: async (button) => {
      button.disabled = true;
      wrong(parts, "");
      const pieces = await desk.attempt(() => desk.inbox.pieces(report, thread, file), (words) => wrong(parts, words));
      button.disabled = false;
      if (!pieces || !desk.unlocked) return;
      const { bytes, missing } = assemble(file, pieces);
      if (!bytes) {
        wrong(parts, say(missing ? "file_missing" : "file_changed"));
        return;
      }
      button.parentElement.hidden = true;
      const { kind, type } = sniff(bytes);
      if (kind === "picture") tell(parts.note, say(file.stripped ? "file_stripped" : "file_original"));
      put(parts.place, shown(desk, bytes, { kind, type, number }));
    },
  });
  parts.name.textContent = straight(file.name || neutralName(number));
  parts.about.textContent = size(file.bytes || 0);
  parts.open.textContent = say(/^image\//.test(file.type || "") ? "file_open_picture" : "file_open");
  return nodes;
}

// What a file may become on the page is decided by its bytes.
function shown(desk, bytes, { kind, type, number }) {
  if (kind === "picture") return picture(desk.link(bytes, type));
  if (kind === "sound") {
    const made = view("sound");
    made.parts.sound.src = desk.link(bytes, type);
    return made;
  }
  const made = view("save");
  made.parts.save.href = desk.link(bytes, type);
  made.parts.save.download = neutralName(number);
  const warning = document.createElement("p");
  warning.textContent = say("file_warning", { name: neutralName(number) });
  made.nodes.prepend(warning);
  return made;
}

// A picture comes blurred. Whoever looks chooses to, and can cover it again.
function picture(address) {
  const made = view("picture", {
    clear: (button) => {
      const clear = made.parts.image.classList.toggle("blurred");
      button.setAttribute("aria-pressed", String(!clear));
    },
  });
  made.parts.image.src = address;
  made.parts.image.alt = say("file_picture");
  return made;
}
