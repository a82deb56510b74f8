// Who may read a report, decided in the reporter's browser: docs/reporting.md, "Who may read".

const alsoLeftOut = new Map([
  ["intake_responder", ["supervisor", "admin"]],
  ["advocate", ["supervisor", "admin"]],
  ["shelter_manager", ["supervisor", "admin"]],
  ["clinician", ["admin"]],
  ["lawyer", ["admin"]],
  ["supervisor", ["admin"]],
  ["privacy_officer", ["admin"]],
  ["custodian", []],
  ["admin", []],
]);

// The roles that a report may be about.
export const rolesComplainedAbout = [...alsoLeftOut.keys()];

// The roles that do not read what is about this one: itself and those above it.
export const leftOut = (about) => (alsoLeftOut.has(about) ? [about, ...alsoLeftOut.get(about)] : []);

const most = { help: 8, concern: 2 };

// Where a report goes: to this agency, or, when it is about the organisation or about those who read complaints, to the one
// that oversees it, whose custodians read it.
export function destination(agency, channel, about) {
  const elsewhere = about.agency || about.role === "custodian";
  return elsewhere ? { agency: agency.oversight, channel: "concern", elsewhere } : { agency: agency.id, channel, elsewhere: false };
}

// Those who read it. `readers` are those whose signatures hold; `unticked` holds the keys that the reporter took out. For a
// concern two are drawn where there are more, so that not being one of them tells a reader nothing.
export function chosen(readers, channel, { about = {}, unticked = new Set(), elsewhere = false, shuffle }) {
  const out = elsewhere ? [] : leftOut(about.role);
  const may = readers.filter((reader) => !unticked.has(reader.key) && !out.includes(reader.role));
  return shuffle([...may]).slice(0, most[channel]);
}

// With fewer than two nothing is sent.
export const fewest = 2;
