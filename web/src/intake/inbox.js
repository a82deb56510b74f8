// The reports that wait, opened in this browser and kept in this page's memory until it locks.
import { openDrop, unlocked } from "./opening.js";
import { threadOf } from "./thread.js";

const sortClass = 65536; // words are in the small classes; larger drops are parts of files, which wait until they are asked for

// The drops of a report by the file they began as: the original first, then what was carried over from it.
function originals(report) {
  const found = new Map();
  for (const drop of report.drops.filter((each) => !each.carried)) found.set(drop.drop, [drop]);
  for (const drop of report.drops.filter((each) => each.carried)) {
    found.set(drop.carried, [...(found.get(drop.carried) || []), drop]);
  }
  return [...found].map(([original, copies]) => ({ original, copies, size: copies[0].class }));
}

export class Inbox {
  constructor({ api, pause }) {
    this.api = api;
    this.pause = pause;
    this.seeds = [];
    this.opened = new Map();
    this.shut = new Set();
    this.shown = new Set();
  }

  // Takes the windows that are open now; what did not open before may open with them.
  use(seeds) {
    this.seeds = seeds;
    this.shut.clear();
  }

  // What is being opened at this moment ends up in a map that nobody has any more.
  forget() {
    this.seeds = [];
    this.opened = new Map();
    this.shut.clear();
    this.shown.clear();
  }

  // What an original holds, from whichever copy of it opens; null where none does.
  async openOne(report, { original, copies }, look = "sort") {
    const { opened } = this;
    const known = opened.get(original);
    if (known) return known;
    for (const copy of copies.filter((each) => !this.shut.has(each.drop))) {
      const file = await this.api.open(report.report, copy.drop, look);
      const found = await openDrop(file, copy.drop, this.seeds, this.pause);
      if (!found) {
        this.shut.add(copy.drop);
        continue;
      }
      const drop = { ...found, drop: copy.drop, original, day: copies[0].day };
      opened.set(original, drop);
      return drop;
    }
    return null;
  }

  // Opens what is needed to put a report in its place: the small drops, and more only while its first page is missing.
  async thread(report, here) {
    const drops = originals(report).sort((a, b) => a.size - b.size);
    const opened = [];
    let shut = false;
    for (const drop of drops) {
      if (drop.size > sortClass && opened.some((each) => each.kind === "report")) continue;
      const found = await this.openOne(report, drop);
      if (found) opened.push(found);
      else shut = true;
    }
    return threadOf(opened, { ...here, box: report.box, shut });
  }

  // The log says that somebody reads before anything is shown: one entry for each message that this page has not shown yet.
  async read(report, thread) {
    for (const drop of [thread.drop, ...thread.messages.map((said) => said.drop)]) {
      if (this.shown.has(drop)) continue;
      await this.api.open(report.report, drop, "read");
      this.shown.add(drop);
    }
  }

  // Every drop of a report that opens here, for handing over.
  async drops(report) {
    const opened = [];
    for (const drop of originals(report)) {
      const found = await this.openOne(report, drop);
      if (found && found.plain) opened.push(found);
    }
    return opened;
  }

  // The pieces of one file. They are opened only now, since somebody asked for it.
  async pieces(report, { header }, file) {
    const found = [];
    for (const drop of originals(report)) {
      const opened = await this.openOne(report, drop, "read");
      const piece = opened && opened.kind === "piece" && unlocked(opened, header);
      if (piece && piece.header.file === file.id) found.push(piece);
    }
    return found;
  }
}
