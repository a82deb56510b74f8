// From what stands in the form to what a report says. `values` maps the name of a question to what was chosen or typed; a
// question that was skipped is absent, and so is its answer.

const text = (value) => (value || "").trim();

const listed = {
  concern_for: ["for", ["self", "another", "group", "workplace", "unsure"]],
  danger: ["danger", ["yes", "no", "unsure"]],
  urgent: ["urgent", ["yes", "no"]],
  age: ["age", ["under_18", "adult", "unsure"]],
};
const typed = { relationship: "relationship", area: "area", speak: "speak", read: "read" };

export function answersOf(values) {
  const answers = {};
  for (const [key, [name, choices]] of Object.entries(listed)) if (choices.includes(values[name])) answers[key] = values[name];
  for (const [key, name] of Object.entries(typed)) if (text(values[name])) answers[key] = text(values[name]);
  if (values.needs && values.needs.length) answers.needs = values.needs;
  if (values.sign && values.sign.length) answers.sign_language = true;
  return answers;
}

// Where the hours begin and end, in minutes after midnight.
const hours = { morning: [480, 720], noon: [720, 1020], evening: [1020, 1260], day: [480, 1260] };
const day = 24 * 60 * 60 * 1000;

const ways = ["sms", "call", "email"];

// Whether a way was chosen and it is not said where.
export const lacksAddress = (values) => ways.includes(values.contact) && !text(values.address);

// How somebody may be reached, in the fields of contact.SafeContact; null where they said nothing or no, and an answer that
// takes an earlier one back.
export function contactOf(values, now, zone) {
  if (values.contact === "take") return { none: true };
  if (!ways.includes(values.contact) || lacksAddress(values)) return null;
  const [from, to] = hours[values.hours] || hours.day;
  const days = (values.days || []).map(Number);
  const again = new Date(now.getTime() + (Number(values.again) || 30) * day);
  return {
    channel: values.contact, address: text(values.address), days: days.length ? days : [0, 1, 2, 3, 4, 5, 6], from, to, zone,
    code_word: text(values.code), voicemail: values.voicemail === "yes", others_see: text(values.others),
    ask_again: minuteOf(again).replace("Z", ":00Z"), paused: false,
  };
}

export const minuteOf = (now) => now.toISOString().slice(0, 16) + "Z";
export const dayOf = (now) => now.toISOString().slice(0, 10);
export const keepOf = (values) => Number(values.keep) || 90;
