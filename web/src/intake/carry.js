// Sealing what waits again, to those on duty now: docs/reporting.md, "Carrying over".
import { readerHolds } from "../report/chain.js";
import { fingerprint } from "../report/hybrid.js";
import { chosen } from "../report/route.js";
import { seal, shuffle } from "../report/seal.js";
import { lives } from "./queue.js";

// The readers of a state whose signatures hold under the root that the keys were made with. mine says whether one's own count.
export const readersOf = (state, root, mine) => state.readers.filter((reader) =>
  (mine || !reader.mine) && readerHolds(state.agency, state.channel, reader, root, state.now));

// Whom a report may be sealed to again: never somebody whom its sender left out, also under a newer key of theirs. Where a key
// that was left out is kept no longer, nobody can tell whose it was: then it goes to no colleague.
export function mayRead(header, readers, state) {
  const about = header.about || {};
  const left = header.left_out || [];
  const keysOf = (reader) => [fingerprint(reader.key), ...(reader.earlier || [])];
  const certain = left.every((key) => state.known.includes(key));
  return chosen(readers, state.channel, {
    about,
    elsewhere: Boolean(about.agency) && about.agency !== state.agency,
    unticked: new Set(readers.filter((reader) => keysOf(reader).some((key) => left.includes(key)) || (!certain && !reader.mine)).map((reader) => reader.key)),
    shuffle,
  });
}

// Carries what waits, one drop after the other. desk opens and sends:
//   desk.drops(report)                        the drops of a report that open here: [{original, plain, kind, header}]
//   desk.carry(report, original, sealed)      sends one to the server
// done holds the originals that were carried; it is filled, so that a stopped run goes on where it was. stopped() is asked
// between any two. Answers {carried, alone}: how many drops went over, and how many reports nobody else may read.
export async function carry({ state, readers, desk, done, stopped, step, pause }) {
  const reports = state.reports.filter(lives);
  const result = { carried: 0, alone: 0 };
  for (let at = 0; at < reports.length && !stopped(); at++) {
    step(at, reports.length);
    const drops = await desk.drops(reports[at]);
    const first = drops.find((drop) => drop.kind === "report");
    if (!first) continue; // sealed to others, or not whole: there is nothing to hand over
    const may = mayRead(first.header, readers, state);
    if (!may.length) result.alone++;
    for (const drop of may.length ? drops : []) {
      if (stopped()) return result;
      if (done.has(drop.original)) continue;
      await desk.carry(reports[at], drop.original, await seal(drop.plain, may.map((reader) => reader.key), { pause }));
      done.add(drop.original);
      result.carried++;
    }
  }
  if (!stopped()) step(reports.length, reports.length);
  return result;
}
