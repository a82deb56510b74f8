// Bech32 of BIP 173 without its limit of 90 letters, as age spells keys.
const letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const steps = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

function polymod(values) {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (let bit = 0; bit < 5; bit++) if ((top >>> bit) & 1) sum ^= steps[bit];
  }
  return sum;
}

function spread(prefix) {
  const codes = Array.from(prefix, (letter) => letter.charCodeAt(0));
  return [...codes.map((code) => code >>> 5), 0, ...codes.map((code) => code & 31)];
}

// Regroups bits; what is left over is zero and shorter than a group.
function regroup(values, from, to, pad) {
  const out = [];
  let bits = 0;
  let count = 0;
  for (const value of values) {
    bits = ((bits << from) | value) & 0xfff;
    count += from;
    while (count >= to) {
      count -= to;
      out.push((bits >>> count) & ((1 << to) - 1));
    }
  }
  const rest = (bits << (to - count)) & ((1 << to) - 1);
  if (pad && count) out.push(rest);
  if (!pad && (count >= from || rest)) throw new Error("not bech32");
  return out;
}

export function bech32(prefix, bytes) {
  const data = regroup(bytes, 8, 5, true);
  const sum = polymod([...spread(prefix.toLowerCase()), ...data, 0, 0, 0, 0, 0, 0]) ^ 1;
  for (let at = 5; at >= 0; at--) data.push((sum >>> (5 * at)) & 31);
  return prefix + "1" + data.map((value) => letters[value]).join("");
}

export function unbech32(prefix, spelt) {
  if (!spelt.startsWith(prefix + "1")) throw new Error("not bech32");
  const data = Array.from(spelt.slice(prefix.length + 1), (letter) => letters.indexOf(letter));
  if (data.length < 6 || data.includes(-1) || polymod([...spread(prefix), ...data]) !== 1) throw new Error("not bech32");
  return Uint8Array.from(regroup(data.slice(0, -6), 5, 8, false));
}
