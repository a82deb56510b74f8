// What the page knows while it is open. It stands nowhere else, and is overwritten when somebody leaves or stops.
import { breather } from "./pause.js";
import { forget } from "./files.js";

export let told;

export function begin(way) {
  const stop = new AbortController();
  told = { way, agency: "", channel: way === "concern" ? "concern" : "help", unticked: new Set(), files: [], sent: new Set(), replies: [], stop };
  told.how = { signal: stop.signal, pause: breather(() => stop.signal.aborted) };
  return told;
}

export function wipe() {
  if (!told) return;
  const { stop, files, receipt, own, drops } = told;
  stop.abort();
  for (const file of files) forget(file);
  for (const bytes of [receipt, own && own.seed, own && own.thread, ...(drops || []).map((drop) => drop.file)]) if (bytes) bytes.fill(0);
  for (const name of Object.keys(told)) delete told[name];
  told = undefined;
}
