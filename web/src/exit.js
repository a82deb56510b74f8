// Leaving quickly. The link works alone; this removes what is on the screen
// first and replaces the page, so that Back does not bring it back.

const pressesToLeave = 3;
const withinMilliseconds = 5000;

export function exit() {
  const link = document.querySelector("[data-exit]");
  let left = "";

  function cover() {
    document.documentElement.textContent = "";
  }

  function leave() {
    left = link.href;
    cover();
    location.replace(left);
  }

  // A page that returns from the browser's memory must show nothing of what it
  // held: after leaving it leaves again, otherwise the server decides.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    cover();
    if (left) location.replace(left);
    else location.reload();
  });

  if (!link) return;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });

  // Shift, not Escape: Escape also stops the next page from loading.
  let presses = [];
  addEventListener("keydown", (event) => {
    if (event.repeat) return;
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    presses = presses.filter((at) => event.timeStamp - at < withinMilliseconds);
    presses.push(event.timeStamp);
    if (presses.length >= pressesToLeave) leave();
  });
}
