// The desk as a whole: what the server last said, the keys while it is unlocked, and what is on the screen.
import { text, utf8 } from "../report/bytes.js";
import { BrokenChance, hasChance } from "../report/chance.js";
import { open, seal } from "../report/seal.js";
import { SignedOut, Trouble } from "./api.js";
import { whenIdle } from "./idle.js";
import { Inbox } from "./inbox.js";
import { bind, pause, put } from "./page.js";
import { due, newlyUrgent } from "./queue.js";
import { drawStanding, showDesk } from "./duty.js";
import { showHandOver } from "./handover.js";
import { showLock, showNone, showPending, showSetup, showUnsafe } from "./entry.js";
import { urgentBy } from "./urgency.js";
import { forget, openWindows } from "./vault.js";
import { say } from "./words.js";

const askEvery = 15000;
const lockAfter = 600000;
const signIn = "/desk/sign-in";

export class Desk {
  constructor(root, api) {
    this.root = root;
    this.place = root.querySelector("[data-view]");
    this.live = root.querySelector("[data-live]");
    this.bar = bind(root.querySelector("[data-bar]"), { lock: () => this.lock(), off: () => showHandOver(this, "off") });
    this.api = api;
    this.inbox = new Inbox({ api, pause });
    this.drafts = new Map(); // by report: what is half written
    this.sent = new Map(); // by report: what this page sent, which nobody here can open again
    this.links = new Set();
    this.rows = []; // the reports that open here: {report, thread, due}
    this.update = () => {};
  }

  get here() {
    const { agency, channel, me } = this.state;
    return { agency, channel, role: me.role };
  }

  // Whether two custodians stand behind this desk today.
  get certified() {
    const { desk, now } = this.state;
    return Boolean(desk.certified) && desk.certified_until >= now;
  }

  get unlocked() {
    return Boolean(this.keys);
  }

  async start() {
    if (!hasChance()) return void showUnsafe(this); // no key is made, and no answer sealed, with numbers that are none
    await this.attempt(async () => {
      this.state = await this.api.state();
      if (!this.state.root) showNone(this);
      else if (this.state.desk) showLock(this);
      else showSetup(this);
    }, () => showNone(this));
  }

  // Runs what asks the server. A session that ended locks the page and leads to the sign-in; other trouble is told in words.
  async attempt(act, onTrouble) {
    try {
      return await act();
    } catch (trouble) {
      if (trouble instanceof SignedOut) {
        this.wipe();
        location.replace(signIn);
      } else if (trouble instanceof Trouble) {
        onTrouble(trouble.words || say(trouble.status ? "trouble" : "offline"), trouble.status);
      } else if (trouble instanceof BrokenChance) {
        this.wipe();
        showUnsafe(this);
      } else throw trouble;
    }
    return undefined;
  }

  // The frame of the desk, from wherever something was done.
  home() {
    return showDesk(this);
  }

  async enter(keys) {
    this.keys = keys;
    if (!(await this.openInbox())) return;
    await this.restoreDrafts();
    this.watch();
    this.drawBar();
    if (this.certified) await this.home();
    else showPending(this);
  }

  // Opens the worker's windows. False where the desk was locked meanwhile: what opened too late is forgotten.
  async openInbox() {
    const { keys } = this;
    const seeds = await openWindows(this.state.windows, keys);
    const still = this.unlocked && this.keys === keys;
    if (still) this.inbox.use(seeds);
    else forget(null, seeds);
    return still;
  }

  // Asks the server what has changed. One question at a time; what does not come is asked again.
  async refresh() {
    if (this.asking) return;
    this.asking = true;
    try {
      await this.attempt(async () => {
        const [before, wasCertified] = [this.state, this.certified];
        const now = await this.api.state();
        if (!this.unlocked) return;
        [this.state, this.lost] = [now, false];
        if (now.desk.opener !== before.desk.opener) {
          this.lock(say("desk_changed")); // set up anew elsewhere: these keys open nothing that comes
          return;
        }
        if (before.windows.length !== now.windows.length && !(await this.openInbox())) return;
        if (this.certified && !wasCertified) await this.home();
        else if (this.certified) await this.sort();
        else if (wasCertified) showPending(this);
        if (this.unlocked) await this.update();
      }, () => {
        this.lost = true; // told on top until an answer comes: an empty queue must not look like a quiet one
      });
    } finally {
      this.asking = false;
    }
    this.drawBar();
  }

  // Opens what waits and puts it into rows. Only what opens here is told of.
  async sort(step = () => {}) {
    const { reports } = this.state;
    const rows = [];
    for (const [at, report] of reports.entries()) {
      step(at + 1, reports.length);
      const thread = await this.attempt(() => this.inbox.thread(report, this.here), () => {});
      if (!this.unlocked) return;
      if (!thread || thread.state === "waiting") continue;
      const weighed = await this.weighed(report, thread);
      if (!this.unlocked) return;
      rows.push({ report: weighed, thread, due: due(weighed) });
    }
    const urgent = newlyUrgent(this.rows.map((row) => row.report), rows.map((row) => row.report));
    this.rows = rows;
    this.drawBar();
    if (urgent.length) this.announce();
  }

  // A report as its own answers have it, where they say otherwise than the mark beside it. The server is told, so that its clocks
  // and everybody's queue follow.
  async weighed(report, thread) {
    const urgent = thread.state === "open" ? urgentBy(thread.header) : undefined;
    if (urgent === undefined || urgent === report.urgent) return report;
    await this.attempt(() => this.api.weigh({ report: report.report, urgent }), () => {}); // the next answer shows whether it stands
    return { ...report, urgent, due: "" };
  }

  drawBar() {
    this.bar.nodes.hidden = !this.unlocked;
    if (this.unlocked) drawStanding(this);
  }

  // Said aloud once; the notice on top stays while anything urgent waits.
  announce() {
    this.live.textContent = [...this.bar.parts.news.querySelectorAll("h2, p")].map((each) => each.textContent.trim()).join(" ");
  }

  watch() {
    const asks = setInterval(() => this.refresh(), askEvery);
    const idle = whenIdle(lockAfter, () => this.lock(say("locked_idle")));
    this.unwatch = () => {
      clearInterval(asks);
      idle();
    };
  }

  // A blob's address works until the page locks or the report is left.
  link(bytes, type) {
    const address = URL.createObjectURL(new Blob([bytes], { type }));
    this.links.add(address);
    return address;
  }

  unlink() {
    for (const address of this.links) URL.revokeObjectURL(address);
    this.links.clear();
  }

  // Takes everything that was opened off the page and out of its memory.
  wipe() {
    put(this.place);
    this.bar.nodes.hidden = true;
    this.live.textContent = "";
    this.unlink();
    if (this.unwatch) this.unwatch();
    forget(this.keys, this.inbox.seeds);
    this.inbox.forget();
    this.sent.clear();
    this.rows = [];
    this.keys = null;
    this.update = () => {};
  }

  // Locks. What was half written is sealed to the worker first, and is there again when they unlock.
  lock(why = "") {
    const drafts = JSON.stringify([...this.drafts]);
    const { opener } = this.state.desk;
    this.drafts.clear();
    this.wipe();
    if (drafts !== "[]") this.sealedDrafts = seal(utf8(drafts), [opener], { count: 1 });
    showLock(this, why);
  }

  async restoreDrafts() {
    if (!this.sealedDrafts) return;
    this.drafts = new Map(JSON.parse(text(await open(await this.sealedDrafts, [this.keys.opener]))));
    this.sealedDrafts = null;
  }
}
