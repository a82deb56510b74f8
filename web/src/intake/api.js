// What the desk asks of the server. Every answer but an opened drop is JSON, and an error brings its words.
import { concat, random, utf8 } from "../report/bytes.js";

const noteSize = 512;

export class Trouble extends Error {
  constructor(status, words) {
    super("the server refused");
    this.status = status;
    this.words = words;
  }
}

// The session has ended: the page must lock and lead to the sign-in.
export class SignedOut extends Error {}

// A key that makes a second sending do nothing.
const keyLetters = "abcdefghijkmnpqrstuvwxyz23456789";
export const newKey = () => Array.from(random(26), (byte) => keyLetters[byte & 31]).join("");

// A note of 512 bytes before the bytes it is about.
export function noted(note, bytes) {
  const line = utf8(JSON.stringify(note));
  if (line.length > noteSize) throw new Error("the note is too long");
  return concat(line, new Uint8Array(noteSize - line.length).fill(0x20), bytes);
}

export function apiAt(base, ask = fetch) {
  async function call(path, options) {
    let answer;
    try {
      answer = await ask(base + path, { redirect: "manual", cache: "no-store", ...options });
    } catch {
      throw new Trouble(0, ""); // the line is down
    }
    if (answer.type === "opaqueredirect" || answer.status === 401) throw new SignedOut("signed out");
    if (answer.ok) return answer;
    let words = "";
    try {
      words = String((await answer.json()).error || "");
    } catch {
      // a page instead of words: what is not there, and what broke
    }
    throw new Trouble(answer.status, words);
  }
  const post = (path, body, type) => call(path, { method: "POST", body, headers: { "Content-Type": type } });
  const json = async (path, value) => (await post(path, JSON.stringify(value), "application/json")).json();
  const bytes = async (path, note, sealed) => (await post(path, noted(note, sealed), "application/octet-stream")).json();
  return {
    // The server's clock comes with the answer: a device can have another.
    state: async () => {
      const answer = await call("/state");
      return { ...(await answer.json()), ahead: (Date.parse(answer.headers.get("Date")) || Date.now()) - Date.now() };
    },
    setUp: (desk) => json("/desk", desk),
    window: (made) => json("/window", made),
    duty: (on) => json("/duty", { on }),
    open: async (report, drop, look) =>
      new Uint8Array(await (await post("/open", JSON.stringify({ report, drop, look }), "application/json")).arrayBuffer()),
    reply: (report, key, sealed) => bytes("/reply", { report, key }, sealed),
    weigh: (what) => json("/weigh", what),
    decide: (move) => json("/decide", move),
    carry: (report, original, sealed) => bytes("/carry", { report, original }, sealed),
    identity: (step) => json("/identity", step),
    name: async (report, second) =>
      new Uint8Array(await (await post("/name", JSON.stringify({ report, second }), "application/json")).arrayBuffer()),
    convert: (what) => json("/convert", what),
  };
}
