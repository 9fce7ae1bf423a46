// An entry is sealed the moment it is saved: HPKE (RFC 9180) to a public key of the server. The phone has no
// way to open it again, and neither has somebody who finds the phone. The other half is crates/store/src/desk/keys/mod.rs.
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import { fromBase64 } from "./bytes";

const INFO = new TextEncoder().encode("framemark desk entry v1");

export interface PublicKey {
  id: string;
  /** 32 bytes in base64. */
  public: string;
}

/** The part of an entry that is kept and sent. Nothing in it names anybody. */
export interface SealedEntry {
  id: string;
  event: number;
  desk: string;
  key: string;
  enc: Uint8Array;
  sealed: Uint8Array;
}

const suite = () => new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** Seals words for an entry. Its id, event and desk are authenticated with them. */
export async function seal(
  key: PublicKey,
  entry: { id: string; event: number; desk: string },
  words: unknown,
): Promise<SealedEntry> {
  const hpke = suite();
  const recipientPublicKey = await hpke.kem.deserializePublicKey(fromBase64(key.public));
  const text = new TextEncoder().encode(JSON.stringify(words));
  const beside = new TextEncoder().encode(`${entry.id}\n${entry.event}\n${entry.desk}`);
  const { ct, enc } = await hpke.seal({ recipientPublicKey, info: INFO }, text, beside);
  return { ...entry, key: key.id, enc: new Uint8Array(enc), sealed: new Uint8Array(ct) };
}

/** Whether this browser can seal entries. */
export async function canSeal(): Promise<boolean> {
  try {
    await suite().kem.generateKeyPair();
    return true;
  } catch {
    return false;
  }
}
