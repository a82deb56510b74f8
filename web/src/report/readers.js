// Who reads what is sent, from the manifest to the readers of one report.
import { readerHolds } from "./chain.js";
import { chosen, destination, fewest, leftOut } from "./route.js";
import { shuffle } from "./seal.js";

export const agencyOf = (manifest, id) => manifest.agencies.find((agency) => agency.id === id);

const channels = ["help", "concern"];

// Checks every reader of a manifest; it takes its time, so the page breathes between them. `holding(agency, channel)` then
// gives those whose signatures hold under the root that came with the page.
export async function check(manifest, roots, today, pause) {
  const held = new Map();
  for (const { id, channels: open } of manifest.until < today ? [] : manifest.agencies) {
    for (const channel of channels) {
      const readers = [];
      for (const reader of (roots[id] && open[channel] && open[channel].readers) || []) {
        if (readerHolds(id, channel, reader, roots[id], today)) readers.push(reader);
        await pause();
      }
      held.set(id + channel, readers);
    }
  }
  return (agency, channel) => held.get(agency + channel) || [];
}

// Who a follow-up is sealed to: everybody who answers the channel, since nobody but its writer remembers who can open the
// report, and what it says is locked to those. Null where they are fewer than two.
export function everybody({ holding, agency, channel }) {
  const readers = holding(agency, channel);
  return readers.length < fewest ? null : { agency, channel, readers };
}

// Where a report goes and who reads it there; null where fewer than two are left.
export function route({ manifest, holding, agency, channel, about, unticked }) {
  const from = agencyOf(manifest, agency);
  if (!from) return null;
  const to = destination(from, channel, about);
  const readers = holding(to.agency, to.channel);
  const may = chosen(readers, to.channel, { about, unticked: to.elsewhere ? new Set() : unticked, elsewhere: to.elsewhere, shuffle });
  if (may.length < fewest) return null;
  const out = to.elsewhere ? [] : leftOut(about.role);
  const { name, channels: open } = agencyOf(manifest, to.agency);
  return {
    ...to, name, staffed: open[to.channel].staffed, readers: may,
    custodians: shuffle(readers.filter((reader) => !out.includes(reader.role) && (to.elsewhere || !unticked.has(reader.key)))),
    about: { ...(to.elsewhere ? { agency: from.id } : {}), ...(about.role ? { role: about.role } : {}) },
    leftOut: readers.filter((reader) => !may.includes(reader) && (unticked.has(reader.key) || out.includes(reader.role))),
  };
}
