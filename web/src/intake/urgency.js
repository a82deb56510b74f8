// Whether a report is urgent by its own answers. The mark beside it was set in clear by whoever sent it, and could be set by hand.
import { marksUrgent } from "../report/steps.js";

// True or false, or undefined where the answers do not say: then the mark stands. In the form without script every question is asked.
export function urgentBy({ mode, answers }) {
  const { danger, urgent } = answers || {};
  if (mode !== "basic" && !marksUrgent(danger)) return false;
  return urgent ? urgent === "yes" : undefined;
}
