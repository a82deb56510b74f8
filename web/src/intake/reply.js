// An answer to a reporter: signed by the worker, sealed to the receipt, and as long as every other to the byte.
import { base64, random, utf8 } from "../report/bytes.js";
import { replyLines, sign } from "../report/chain.js";
import { pad } from "../report/header.js";
import { replyRoom, seal } from "../report/seal.js";

function headerOf({ state, keys, thread, from, lang, text, triage, ask }) {
  const body = JSON.stringify({
    agency: state.agency, box: thread.header.box, nonce: base64(random(16)), lang, day: state.now, from, text, state: triage, ask: ask ? "record" : "",
  });
  return {
    v: 1, kind: "reply", body, signer: state.desk.signer, signature: base64(sign(replyLines(body), keys.signer)),
    certified: state.desk.certified, certified_until: state.desk.certified_until, role: state.me.role,
  };
}

// How many bytes are left in the slot; below zero the text is too long.
export function roomLeft(reply) {
  const unsigned = { ...reply, keys: { signer: new Uint8Array(32) } };
  return replyRoom - utf8(JSON.stringify(headerOf(unsigned)) + "\n").length;
}

export const sealReply = async (reply, pause) => seal(pad(headerOf(reply), undefined, replyRoom), [reply.thread.header.reply], { count: 1, pause });
