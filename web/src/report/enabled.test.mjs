import assert from "node:assert/strict";
import { test } from "node:test";
import { answersOf, contactOf } from "./answers.js";
import { enabledOf } from "./enabled.js";

const known = (values) => ({ agencies: 1, values });

test("a mark that was chosen before the danger was taken back is no mark", () => {
  const urgent = (danger) => enabledOf("help", known({ danger, urgent: "yes" })).urgent;
  assert.deepEqual(["yes", "unsure", "no", undefined].map(urgent), ["yes", "yes", undefined, undefined]);
  assert.equal(answersOf(enabledOf("help", known({ danger: "yes", urgent: "yes" }))).urgent, "yes");
  assert.equal("urgent" in answersOf(enabledOf("help", known({ danger: "no", urgent: "yes" }))), false);
});

test("nothing that was answered on a way that was left is sent", () => {
  const left = { contact: "sms", address: "+1 312 555 0100", voicemail: "yes", code: "blue" };
  const now = new Date("2026-11-25T21:14:30Z");
  assert.equal(contactOf(enabledOf("help", known(left)), now, "UTC").voicemail, false);
  assert.equal(contactOf(enabledOf("help", known({ ...left, contact: "call" })), now, "UTC").voicemail, true);
  assert.deepEqual(enabledOf("help", known({ ...left, contact: "none" })), { contact: "none" });
  assert.equal(enabledOf("help", known({ name: "Maria" })).name, undefined); // a name is asked for in a concern only
  assert.equal(enabledOf("concern", known({ name: "Maria", age: "adult" })).name, "Maria");
  assert.equal(enabledOf("concern", known({ name: "Maria", age: "adult" })).age, undefined);
  assert.deepEqual(enabledOf("message", known({ text: "more", danger: "yes", urgent: "yes", role: "advocate" })), { text: "more" });
});
