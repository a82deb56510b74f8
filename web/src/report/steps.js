// Which questions are asked, in which order. `about` tells what is known: {agencies, agencyKnown, channelKnown, values}.

const help = ["danger", "urgent", "for", "age", "needs", "language", "area", "text", "files", "contact", "reach", "keep", "pin", "check"];
const concern = ["danger", "urgent", "text", "files", "name", "language", "contact", "reach", "keep", "pin", "check"];
const message = ["text", "files", "contact", "reach", "check"];

const questions = { help, concern, message };

// Where somebody may be in danger, the urgent mark is offered.
export const marksUrgent = (danger) => danger === "yes" || danger === "unsure";

// The ways of being reached for which there is a place to say where, and when.
export const reachable = (contact) => ["sms", "call", "email"].includes(contact);

export function stepsOf(way, known) {
  const first = way === "message" ? [] : ["limits"];
  if (known.agencies > 1 && !known.agencyKnown) first.push("agency");
  if (way === "message" && !known.channelKnown) first.push("channel");
  if (way !== "message") first.push("readers"); // what follows is for those who can open the report
  const all = [...first, ...questions[way]];
  const { danger, contact } = known.values || {};
  const out = { urgent: !marksUrgent(danger), reach: !reachable(contact) };
  return all.filter((step) => !out[step]);
}
