// The answers that count: those to questions that are asked, for the answers so far. Somebody who goes back and chooses another
// way leaves answers behind in the form; nobody reads them, and nothing follows from them.
import { reachable, stepsOf } from "./steps.js";

// The fields of each step.
const fields = {
  agency: ["agency"], channel: ["channel"], readers: ["role", "whole"], danger: ["danger"], urgent: ["urgent"], for: ["for", "relationship"],
  age: ["age"], needs: ["needs"], language: ["speak", "read", "sign"], area: ["area"], text: ["text"], name: ["name"],
  contact: ["contact", "address"], reach: ["days", "hours", "voicemail", "code", "others", "again"], keep: ["keep"], pin: ["pin"],
};

// Fields that stand in a step and are shown for some answers only.
const shown = {
  address: ({ contact }) => reachable(contact),
  voicemail: ({ contact }) => contact === "call",
};

export function enabledOf(way, known) {
  const { values } = known;
  const asked = stepsOf(way, known).flatMap((step) => fields[step] || []);
  return Object.fromEntries(Object.entries(values).filter(([name]) => asked.includes(name) && (!shown[name] || shown[name](values))));
}
