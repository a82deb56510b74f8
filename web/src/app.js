import { aloud } from "./aloud.js";
import { exit } from "./exit.js";
import { keys } from "./keys.js";

exit();
keys();
aloud();

// A print button means nothing without this script, so it is shown by it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

const summary = document.querySelector(".govuk-error-summary");
if (summary) summary.focus();
