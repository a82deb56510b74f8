// Takes out of a picture what its maker did not draw, to the byte as internal/platform/strip does on the server: by lists of
// what may stay, without decoding a dot. Only which way up the picture is held stays.
import { concat, utf8 } from "./bytes.js";

const letters = (bytes, from, to) => String.fromCharCode(...bytes.subarray(from, to));
const view = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
const exifName = "Exif\0\0";

// Where the entries of an Exif block begin, or null where it has none.
function directory(bytes) {
  const tiff = letters(bytes, 0, 6) === exifName ? bytes.subarray(6) : bytes;
  const start = letters(tiff, 0, 4);
  if (tiff.length < 8 || (start !== "II*\0" && start !== "MM\0*")) return null;
  const little = start[0] === "I";
  const at = view(tiff).getUint32(4, little);
  return at + 2 > tiff.length ? null : { data: view(tiff), little, at: at + 2, count: view(tiff).getUint16(at, little) };
}

function* entries(bytes) {
  const found = directory(bytes);
  if (!found) return;
  const { data, little, at, count } = found;
  for (let n = 0, entry = at; n < count && entry + 12 <= data.byteLength; n++, entry += 12) {
    yield {
      tag: data.getUint16(entry, little), short: data.getUint16(entry + 2, little) === 3,
      one: data.getUint32(entry + 4, little) === 1, value: data.getUint16(entry + 8, little),
    };
  }
}

function orientationOf(exif) {
  for (const { tag, short, one, value } of entries(exif)) if (tag === 0x0112 && short && one) return value;
  return 0;
}

const matters = (up) => up >= 2 && up <= 8;
const tiffOf = (up) => Uint8Array.of(0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, up, 0, 0, 0, 0, 0, 0);

const jfif = Uint8Array.of(0xff, 0xe0, 0, 0x10, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0);
const jpegPart = (marker, body) => concat(Uint8Array.of(0xff, marker, (body.length + 2) >> 8, body.length + 2), body);
const draws = (marker) => (marker >= 0xc0 && marker <= 0xcf) || (marker >= 0xda && marker <= 0xdd);

// The marker at a place, what belongs to it, and where the next one begins. A file that breaks off ends where it breaks.
function segment(data, at) {
  if (at === data.length) return { marker: 0xd9, next: at };
  if (data[at] !== 0xff) return null;
  while (data[at] === 0xff) at++;
  if (at === data.length) return { marker: 0xd9, next: at };
  const marker = data[at++];
  if (marker === 0xd9) return { marker, next: at };
  if (marker < 0xc0 || marker === 0xc8 || (marker >= 0xd0 && marker <= 0xd8) || at + 2 > data.length) return null;
  const size = (data[at] << 8) | data[at + 1];
  if (size < 2 || at + size > data.length) return null;
  return { marker, body: data.subarray(at + 2, at + size), next: at + size };
}

function scanEnd(data, at) {
  for (;;) {
    at = data.indexOf(0xff, at);
    if (at < 0 || at + 1 === data.length) return data.length;
    const next = data[at + 1];
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
    at += next === 0xff ? 1 : 2;
  }
}

function cleanJPEG(data) {
  const kept = [];
  let up = 0;
  let hasJFIF = false;
  let hasScan = false;
  for (let at = 2; ;) {
    const found = segment(data, at);
    if (!found) return null;
    const { marker, body, next } = found;
    if (marker === 0xd9) break;
    if (marker === 0xe0 && letters(body, 0, 5) === "JFIF\0") hasJFIF = true;
    else if (marker === 0xe1 && letters(body, 0, 6) === exifName && !up) up = orientationOf(body);
    else if (marker === 0xee && letters(body, 0, 5) === "Adobe" && body.length >= 12) kept.push(jpegPart(marker, body.subarray(0, 12)));
    else if (draws(marker)) kept.push(jpegPart(marker, body));
    at = next;
    if (marker === 0xda) {
      hasScan = true;
      at = scanEnd(data, next);
      kept.push(data.subarray(next, at));
    }
  }
  if (!hasScan) return null;
  const held = matters(up) ? [jpegPart(0xe1, concat(utf8(exifName), tiffOf(up)))] : [];
  return concat(Uint8Array.of(0xff, 0xd8), ...(hasJFIF ? [jfif] : []), ...held, ...kept, Uint8Array.of(0xff, 0xd9));
}

function crc32(...parts) {
  let sum = ~0;
  for (const part of parts) {
    for (const byte of part) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
  }
  return ~sum;
}

const pngStart = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const pngKept = ["IHDR", "PLTE", "IDAT", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "bKGD", "acTL", "fcTL", "fdAT"];

function number(value, little) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, little);
  return bytes;
}

const pngPart = (kind, body) => concat(number(body.length), utf8(kind), body, number(crc32(utf8(kind), body)));
const nothing = new Uint8Array(0);

function cleanPNG(data) {
  const numbers = view(data);
  const kept = [];
  let header = null;
  let up = 0;
  for (let at = 8; at + 12 <= data.length;) {
    const size = numbers.getUint32(at);
    if (size > data.length - at - 12) return null;
    const kind = letters(data, at + 4, at + 8);
    const body = data.subarray(at + 8, at + 8 + size);
    const whole = data.subarray(at, at + 12 + size);
    at += 12 + size;
    if (!header !== (kind === "IHDR") || (!header && size !== 13)) return null;
    if (!header) header = pngPart(kind, body);
    else if (kind === "IEND") return concat(pngStart, header, ...(matters(up) ? [pngPart("eXIf", tiffOf(up))] : []), ...kept, pngPart("IEND", nothing));
    else if (kind === "eXIf" && !up) up = orientationOf(body);
    else if (pngKept.includes(kind)) kept.push(whole);
    else if (!(kind.charCodeAt(0) & 0x20)) return null;
  }
  return null;
}

const webpKept = ["VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "VP8X"];
const webpPart = ({ kind, body }) => concat(utf8(kind), number(body.length, true), body, new Uint8Array(body.length & 1));

function chunks(data, stay) {
  const found = [];
  let up = 0;
  for (let at = 0; at + 8 <= data.length;) {
    const kind = letters(data, at, at + 4);
    const size = view(data).getUint32(at + 4, true);
    if (size > data.length - at - 8) return null;
    const body = data.subarray(at + 8, at + 8 + size);
    at += 8 + size + (size & 1);
    if (stay.includes(kind)) found.push({ kind, body });
    else if (kind === "EXIF" && !up) up = orientationOf(body);
  }
  return { found, up };
}

function cleanFrame(body) {
  const inside = body.length < 16 ? null : chunks(body.subarray(16), ["VP8 ", "VP8L", "ALPH"]);
  return inside && concat(body.subarray(0, 16), ...inside.found.map(webpPart));
}

function cleanWebP(data) {
  const size = view(data).getUint32(4, true);
  const inside = size < 4 || size > data.length - 8 ? null : chunks(data.subarray(12, 8 + size), webpKept);
  if (!inside || !inside.found.length) return null;
  const { found, up } = inside;
  const kept = [];
  for (const [place, { kind, body }] of found.entries()) {
    let clean = body;
    if (kind === "VP8X") {
      if (place || body.length !== 10) return null;
      clean = body.slice();
      clean[0] = (clean[0] & 0x12) | (matters(up) ? 0x08 : 0);
    }
    if (kind === "ANMF") clean = cleanFrame(body);
    if (!clean) return null;
    kept.push(webpPart({ kind, body: clean }));
  }
  if (matters(up) && found[0].kind === "VP8X") kept.push(webpPart({ kind: "EXIF", body: tiffOf(up) }));
  const drawing = concat(...kept);
  return concat(utf8("RIFF"), number(drawing.length + 4, true), utf8("WEBP"), drawing);
}

// Returns the picture without what is hidden in it, and its type; null where it is none that can be cleaned. It goes by the
// bytes, not by what the file is called.
export function picture(data) {
  const start = letters(data, 0, 3);
  let clean = null;
  let type = "";
  if (start === "\xff\xd8\xff") [type, clean] = ["image/jpeg", cleanJPEG(data)];
  else if (letters(data, 0, 8) === letters(pngStart, 0, 8)) [type, clean] = ["image/png", cleanPNG(data)];
  else if (start === "RIF" && letters(data, 0, 4) === "RIFF" && letters(data, 8, 12) === "WEBP") [type, clean] = ["image/webp", cleanWebP(data)];
  return clean && { clean, type };
}

const traces = {
  place: /\xa9xyz|location\.ISO6709|GPSLatitude|exif:GPS/,
  time: /\/CreationDate|\/ModDate|dcterms:created|xmp:CreateDate|[12]\d{3}:[01]\d:[0-3]\d [0-2]\d:[0-5]\d:[0-5]\d/,
  device: /com\.apple\.quicktime\.make|\/Producer|\/Creator|tiff:Model/,
  name: /\/Author|dc:creator|docProps\/core\.xml|meta\.xml|pdf:Author/,
};
const tags = { 0x8825: "place", 0x0132: "time", 0x8769: "time", 0x010f: "device", 0x0110: "device", 0x013b: "name", 0x9c9d: "name" };

// What a file can tell beside what it shows, as far as a look at its bytes finds it: "place", "time", "device", "name".
export function tells(data) {
  const plain = new TextDecoder("latin1").decode(data);
  const found = new Set(Object.keys(traces).filter((trace) => traces[trace].test(plain)));
  for (let at = plain.indexOf(exifName); at >= 0; at = plain.indexOf(exifName, at + 1)) {
    for (const { tag } of entries(data.subarray(at))) if (tags[tag]) found.add(tags[tag]);
  }
  return [...found].sort();
}
