import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { whenIdle } from "./idle.js";

test("it acts ten minutes after the last key or touch, and not after it was called off", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const page = new EventTarget();
  let locked = 0;
  const stop = whenIdle(600000, () => locked++, page);
  mock.timers.tick(599999);
  page.dispatchEvent(new Event("keydown"));
  mock.timers.tick(599999);
  page.dispatchEvent(new Event("pointerdown"));
  page.dispatchEvent(new Event("mousemove"));
  mock.timers.tick(599999);
  assert.equal(locked, 0);
  mock.timers.tick(1);
  assert.equal(locked, 1);
  stop();
  page.dispatchEvent(new Event("keydown"));
  mock.timers.tick(6000000);
  assert.equal(locked, 1);
  mock.timers.reset();
});
