// Who a concern is from. Two custodians open it: the first takes off one seal and says why, the second takes off the other.
import { base64, unbase64 } from "../report/bytes.js";
import { fingerprint, recipientOf } from "../report/hybrid.js";
import { unpad } from "../report/header.js";
import { open } from "../report/seal.js";
import { add, put, tell, view, wrong } from "./page.js";
import { say } from "./words.js";

export function showIdentity(desk, { report, thread }) {
  const parcels = thread.header.identity || [];
  const own = new Map(desk.inbox.seeds.map((seed) => [fingerprint(recipientOf(seed)), seed]));
  const made = view("identity", {}, { identity: (form) => ask(form) });
  const { parts } = made;
  const first = parcels.find((parcel) => own.has(parcel.first));

  function draw(now) {
    if (!first) parts.lead.textContent = say(parcels.length ? "identity_other_begins" : "identity_none");
    put(parts.asked);
    for (const request of now.identity) add(parts.asked, drawRequest(request));
    parts.form.hidden = !first || now.identity.some((request) => own.has(request.first) || own.has(request.second));
  }

  function drawRequest(request) {
    const one = view("asked", { open: () => openName(request) });
    one.parts.who.textContent = say(own.has(request.second) ? "identity_for_you" : "identity_waits");
    one.parts.reason.textContent = say(`identity_reason.${request.reason}`);
    one.parts.open.hidden = !own.has(request.second);
    return one;
  }

  // The first seal comes off here; what is under it goes to the second custodian, still sealed.
  async function ask(form) {
    wrong(parts, "");
    const inner = await take(unbase64(first.sealed), own.get(first.first));
    if (!inner) return;
    await desk.attempt(async () => {
      const { value: reason } = form.elements.reason;
      await desk.api.identity({ report: report.report, first: first.first, second: first.second, sealed: base64(inner), reason });
      await desk.refresh();
    }, (words) => wrong(parts, words));
  }

  // The second custodian's look is in the log before the name is on the screen.
  async function openName(request) {
    wrong(parts, "");
    const sealed = await desk.attempt(() => desk.api.name(report.report, request.second), (words) => wrong(parts, words));
    const inner = sealed && (await take(sealed, own.get(request.second)));
    if (inner && desk.unlocked) tell(parts.name, nameIn(inner) || say("identity_broken"));
  }

  async function take(sealed, seed) {
    try {
      const inner = await open(sealed, [seed]);
      if (inner) return inner;
    } catch {
      // told below, like a file for somebody else
    }
    wrong(parts, say("identity_broken"));
    return null;
  }

  draw(report);
  return { made, update: draw };
}

// The name under both seals, or "" where something else is there.
function nameIn(plain) {
  try {
    const { header } = unpad(plain);
    return header.kind === "name" && typeof header.name === "string" ? header.name : "";
  } catch {
    return "";
  }
}
