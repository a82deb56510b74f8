// Waiting for nobody: acts once when no key was pressed and nothing touched for so long.
const touches = ["keydown", "pointerdown"];

export function whenIdle(after, act, target = globalThis) {
  let waiting;
  const touched = () => {
    clearTimeout(waiting);
    waiting = setTimeout(act, after);
  };
  for (const event of touches) target.addEventListener(event, touched, { capture: true });
  touched();
  return () => {
    clearTimeout(waiting);
    for (const event of touches) target.removeEventListener(event, touched, { capture: true });
  };
}
