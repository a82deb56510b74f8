import assert from "node:assert/strict";
import { test } from "node:test";
import { Desk } from "./desk.js";
import { clean } from "./clean.js";
import { urgentBy } from "./urgency.js";
import { Reporter } from "./testing.mjs";

test("urgent is what the answers to questions that were asked say, and not what was left behind or claimed", () => {
  const by = (answers, mode = "browser") => urgentBy({ mode, answers });
  assert.equal(by({ danger: "yes", urgent: "yes" }), true);
  assert.equal(by({ danger: "unsure", urgent: "yes" }), true);
  assert.equal(by({ danger: "yes", urgent: "no" }), false);
  assert.equal(by({ danger: "no", urgent: "yes" }), false); // left behind: the question was not asked any more
  assert.equal(by({ urgent: "yes" }), false);
  assert.equal(by(null), false);
  assert.equal(by({ danger: "yes" }), undefined); // not answered here: the mark stands
  assert.equal(by({ danger: "no", urgent: "yes" }, "basic"), true); // every question stands in that form
  assert.equal(by({}, "basic"), undefined);
});

test("the answer about the mark comes through the cleaning, and nothing else in its place does", () => {
  const reporter = new Reporter();
  const of = (urgent) => clean("report", reporter.header({ answers: { danger: "yes", urgent } }));
  assert.equal(of("yes").kept.answers.urgent, "yes");
  assert.equal(of("yes").notes.size, 0);
  assert.equal(of(true).kept.answers.urgent, undefined);
  assert.ok(of(true).notes.has("value"));
});

// A desk of which only what weighs is used.
function desk(weigh) {
  return Object.assign(Object.create(Desk.prototype), { api: { weigh }, attempt: async (act, onTrouble) => {
    try {
      return await act();
    } catch {
      return onTrouble();
    }
  } });
}

test("the desk tells the server once where mark and answers differ, and goes by the answers whether or not it could", async () => {
  for (const down of [false, true]) {
    const told = [];
    const made = desk(async (what) => {
      told.push(what);
      if (down) throw new Error("the line is down");
    });
    const open = (answers) => ({ state: "open", header: { mode: "browser", answers } });
    const report = { report: "r", urgent: true, claimed: true };
    assert.equal((await made.weighed(report, open({ danger: "no", urgent: "yes" }))).urgent, false);
    assert.equal((await made.weighed({ ...report, urgent: false }, open({ danger: "yes", urgent: "yes" }))).urgent, true);
    assert.equal(await made.weighed(report, open({ danger: "yes", urgent: "yes" })), report);
    assert.equal(await made.weighed(report, open({ danger: "yes" })), report);
    assert.equal(await made.weighed(report, { state: "broken" }), report);
    assert.deepEqual(told, [{ report: "r", urgent: false }, { report: "r", urgent: true }]);
  }
});
