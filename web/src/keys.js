// Keys of the staff room. The page says what each key does: an element with
// data-key="/" or data-key="g p" is focused, opened or clicked.

const waitForSecondKey = 1500;

export function keys() {
  const root = document.documentElement;
  const names = document.querySelector("[data-hides-names]");
  if (names) {
    names.hidden = false;
    names.addEventListener("click", () => {
      const hidden = root.dataset.names !== "hidden";
      root.dataset.names = hidden ? "hidden" : "shown";
      names.setAttribute("aria-pressed", hidden);
      // The next pages come covered: the answer to this picture, which is none, brings the cookie that says so.
      if (names.dataset.covers) new Image().src = names.dataset.covers + (hidden ? "cover" : "show");
    });
  }

  if (!document.querySelector("[data-key]")) return;
  let first = "";
  let at = 0;
  addEventListener("keydown", (event) => {
    const key = event.key;
    const target = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (key === "Shift" || target.isContentEditable || target.matches?.("input, textarea, select")) return;
    const both = first && event.timeStamp - at < waitForSecondKey ? first + " " + key : key;
    first = key === "g" ? key : "";
    at = event.timeStamp;
    const found = document.querySelector(`[data-key="${CSS.escape(both)}"]`);
    if (!found) return;
    event.preventDefault();
    first = "";
    if (found.matches("input, textarea")) found.focus();
    else found.click();
  });
}
