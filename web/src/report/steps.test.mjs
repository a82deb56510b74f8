import assert from "node:assert/strict";
import { test } from "node:test";
import { stepsOf } from "./steps.js";

test("the limits are said and who reads is asked before anything can be written, and everything is looked at before it is sent", () => {
  for (const way of ["help", "concern", "message"]) {
    for (const known of [{ agencies: 1 }, { agencies: 3 }, { agencies: 3, agencyKnown: true, channelKnown: true }]) {
      const steps = stepsOf(way, known);
      assert.equal(steps.includes("readers"), way !== "message"); // a follow-up is for those who can open the report
      assert.ok(steps.indexOf("readers") < steps.indexOf("text"));
      assert.equal(steps[0] === "limits", way !== "message");
      assert.equal(steps[steps.length - 1], "check");
      assert.equal(steps.includes("agency"), known.agencies > 1 && !known.agencyKnown);
      assert.equal(new Set(steps).size, steps.length);
    }
  }
});

test("the urgent mark is offered only where somebody may be in danger", () => {
  for (const [danger, offered] of [["yes", true], ["unsure", true], ["no", false], [undefined, false]]) {
    assert.equal(stepsOf("help", { agencies: 1, values: { danger } }).includes("urgent"), offered);
  }
});

test("when and how is asked only of those who may be reached", () => {
  for (const [contact, asked] of [["sms", true], ["call", true], ["email", true], ["none", false], ["take", false], [undefined, false]]) {
    assert.equal(stepsOf("message", { agencies: 1, values: { contact } }).includes("reach"), asked);
  }
});

test("a name is asked for in a concern only", () => {
  assert.ok(stepsOf("concern", { agencies: 1 }).includes("name"));
  assert.ok(!stepsOf("help", { agencies: 1 }).includes("name"));
});
