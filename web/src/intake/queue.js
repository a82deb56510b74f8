// The order of what waits, and its clocks.
const over = ["closed", "quarantined"];

// Whether something can still come of a report: it is then handed over with the others.
export const lives = (report) => !report.converted && !over.includes(report.state);

// What is owed next: {at, what}. at is a moment, or of a concern a whole day.
export function due(report) {
  if (!report.due) return null;
  return { at: report.due, what: report.owed || (report.urgent ? "look" : "answer") };
}

const last = "\uffff";
const keys = {
  language: (row) => row.thread.header?.answers?.speak || row.thread.header?.lang || last,
  area: (row) => row.thread.header?.answers?.area || last,
  need: (row) => row.thread.header?.answers?.needs?.[0] || last,
};

const weight = ({ report }) => (lives(report) ? 0 : 16) + (report.waits ? 0 : 8) + (report.urgent ? 0 : 4) - report.late;

// Sorts rows {report, thread, due}: what is urgent and late first, or first by language, area or need.
export function sorted(rows, order, lang) {
  const words = new Intl.Collator(lang);
  const by = keys[order];
  return [...rows].sort((a, b) =>
    (by ? words.compare(by(a), by(b)) : 0) ||
    weight(a) - weight(b) ||
    (a.due?.at || last).localeCompare(b.due?.at || last) ||
    a.report.day.localeCompare(b.report.day) ||
    a.report.report.localeCompare(b.report.report));
}

const calls = (report) => report.urgent && report.waits;

// The reports that call for somebody now and did not before: new ones, and old ones to which their sender added.
export function newlyUrgent(before, reports) {
  const known = new Set(before.filter(calls).map((report) => report.report));
  return reports.filter((report) => calls(report) && !known.has(report.report));
}
