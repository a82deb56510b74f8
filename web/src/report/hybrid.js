// The hybrid keys of age: X-Wing, which is ML-KEM-768 beside X25519, used through HPKE. A secret is a seed of 32 bytes.
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { sha3_256, shake256 } from "@noble/hashes/sha3.js";
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import { bech32, unbech32 } from "./bech32.js";
import { concat, hex, random, utf8 } from "./bytes.js";

const latticePublic = 1184;
const latticeShare = 1088;
export const publicSize = latticePublic + 32;
export const shareSize = latticeShare + 32;
export const wrappedSize = 32;
const seedSize = 32;

const label = Uint8Array.of(0x5c, 0x2e, 0x2f, 0x2f, 0x5e, 0x5c); // \.//^\ of draft-connolly-cfrg-xwing-kem

const combine = (lattice, curve, curveShare, curvePublic) =>
  sha3_256(concat(lattice, curve, curveShare, curvePublic, label));

function keysOf(seed) {
  const wide = shake256(seed, { dkLen: 96 });
  const lattice = ml_kem768.keygen(wide.subarray(0, 64));
  const curve = wide.slice(64);
  return { lattice, curve, curvePublic: x25519.getPublicKey(curve) };
}

export function publicOf(seed) {
  const keys = keysOf(seed);
  return concat(keys.lattice.publicKey, keys.curvePublic);
}

function encapsulate(publicKey) {
  const curvePublic = publicKey.subarray(latticePublic);
  const { cipherText, sharedSecret } = ml_kem768.encapsulate(publicKey.subarray(0, latticePublic), random(32)); // not with numbers that the library draws by itself
  const once = random(32);
  const curveShare = x25519.getPublicKey(once);
  return {
    share: concat(cipherText, curveShare),
    secret: combine(sharedSecret, x25519.getSharedSecret(once, curvePublic), curveShare, curvePublic),
  };
}

function decapsulate(share, keys) {
  const curveShare = share.subarray(latticeShare);
  return combine(ml_kem768.decapsulate(share.subarray(0, latticeShare), keys.lattice.secretKey),
    x25519.getSharedSecret(keys.curve, curveShare), curveShare, keys.curvePublic);
}

// HPKE of RFC 9180 in its base mode: KEM 0x647a, HKDF-SHA-256, ChaCha20-Poly1305.
const suite = concat(utf8("HPKE"), Uint8Array.of(0x64, 0x7a, 0, 1, 0, 3));
const labelled = (name, material) => concat(utf8("HPKE-v1"), suite, utf8(name), material);
const draw = (salt, name, material) => extract(sha256, labelled(name, material), salt);
const spread = (secret, name, context, size) =>
  expand(sha256, secret, concat(Uint8Array.of(0, size), labelled(name, context)), size);
const nothing = new Uint8Array(0);
let context;

function cipherOf(shared) {
  context ||= concat(Uint8Array.of(0), draw(undefined, "psk_id_hash", nothing),
    draw(undefined, "info_hash", utf8("age-encryption.org/mlkem768x25519")));
  const secret = draw(shared, "secret", nothing);
  return chacha20poly1305(spread(secret, "key", context, 32), spread(secret, "base_nonce", context, 12));
}

// Wraps the key of a file to a public key: the two halves of a stanza.
export function wrap(fileKey, publicKey) {
  const { share, secret } = encapsulate(publicKey);
  return { share, body: cipherOf(secret).encrypt(fileKey) };
}

// A stanza that nobody can open. Its share is a true one, to a key that is thrown away: plain random bytes could be told
// from it, by their highest bit and by how often each value comes up.
export function wrapForNobody(publicKey) {
  return { share: encapsulate(publicKey).share, body: random(wrappedSize) };
}

// Returns a function that opens stanzas, or null where one is for somebody else.
export function opener(seed) {
  const keys = keysOf(seed);
  return ({ share, body }) => {
    try {
      return cipherOf(decapsulate(share, keys)).decrypt(body);
    } catch {
      return null;
    }
  };
}

export const recipientOf = (seed) => bech32("age1pq", publicOf(seed));
export const identityOf = (seed) => bech32("AGE-SECRET-KEY-PQ-", seed).toUpperCase();

export function publicFrom(recipient) {
  const bytes = unbech32("age1pq", recipient);
  if (recipient !== recipient.toLowerCase() || bytes.length !== publicSize) throw new Error("not a recipient");
  return bytes;
}

export function seedFrom(identity) {
  const bytes = unbech32("age-secret-key-pq-", identity.toLowerCase());
  if (identity !== identity.toUpperCase() || bytes.length !== seedSize) throw new Error("not an identity");
  return bytes;
}

// How a recipient is named where its 1,959 letters are too many.
export const fingerprint = (recipient) => hex(sha256(utf8(recipient)).subarray(0, 8));
