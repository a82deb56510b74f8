import assert from "node:assert/strict";
import { test } from "node:test";
import { chosen, destination, leftOut, rolesComplainedAbout } from "./route.js";
import { shuffle } from "./seal.js";

const reader = (role, n) => ({ role, key: `${role} ${n}` });
const many = (role, count) => Array.from({ length: count }, (_, n) => reader(role, n));

test("nobody reads about themselves, or about those below them", () => {
  const everyone = rolesComplainedAbout.map((role) => reader(role, 0));
  for (const role of rolesComplainedAbout) {
    const roles = chosen(everyone, "help", { about: { role }, shuffle }).map((one) => one.role);
    assert.ok(!roles.includes(role), role);
    for (const above of leftOut(role)) assert.ok(!roles.includes(above), `${above} reads about ${role}`);
  }
  assert.deepEqual(leftOut("advocate").sort(), ["admin", "advocate", "supervisor"]);
  assert.deepEqual(leftOut("admin"), ["admin"]);
  assert.deepEqual(leftOut(""), []);
  assert.deepEqual(leftOut("toString"), []);
});

test("help reaches all up to eight, a concern two who are drawn", () => {
  assert.equal(chosen(many("advocate", 12), "help", { shuffle }).length, 8);
  assert.equal(chosen(many("advocate", 3), "help", { shuffle }).length, 3);
  const drawn = new Set();
  for (let round = 0; round < 200; round++) {
    const two = chosen(many("custodian", 4), "concern", { shuffle });
    assert.equal(two.length, 2);
    for (const one of two) drawn.add(one.key);
  }
  assert.equal(drawn.size, 4);
});

test("who was unticked does not read", () => {
  const left = chosen(many("advocate", 4), "help", { unticked: new Set(["advocate 1", "advocate 2"]), shuffle });
  assert.deepEqual(left.map((one) => one.key).sort(), ["advocate 0", "advocate 3"]);
});

test("what is about the organisation, or about those who read complaints, goes elsewhere", () => {
  const agency = { id: "a", oversight: "b" };
  assert.deepEqual(destination(agency, "help", {}), { agency: "a", channel: "help", elsewhere: false });
  assert.deepEqual(destination(agency, "help", { role: "advocate" }), { agency: "a", channel: "help", elsewhere: false });
  for (const about of [{ agency: true }, { role: "custodian" }, { agency: true, role: "advocate" }]) {
    const to = destination(agency, "help", about);
    assert.deepEqual(to, { agency: "b", channel: "concern", elsewhere: true });
    // There the same roles are other people.
    assert.equal(chosen(many("custodian", 2), "concern", { about, elsewhere: to.elsewhere, shuffle }).length, 2);
  }
});
