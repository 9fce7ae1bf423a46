import assert from "node:assert/strict";
import { test } from "node:test";
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import { toBase64 } from "./bytes";
import { canSeal, seal } from "./sealing";

test("only the private key opens an entry, and only with the entry's own id, event and desk", async () => {
  const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
  const pair = await suite.kem.generateKeyPair();
  const other = await suite.kem.generateKeyPair();
  const key = { id: "k", public: toBase64(new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey))) };
  const entry = { id: "019ab3c4-5d6e-7f80-9a1b-0123456789ab", event: 7, desk: "Desk 1" };
  const words = { email: "ada@example.org", frame_number: "WTU316C2137N" };
  const one = await seal(key, entry, words);
  const two = await seal(key, entry, words);
  assert.equal(one.key, "k");
  assert.notDeepEqual(one.sealed, two.sealed, "the same words look different each time");
  assert.ok(!Buffer.from(one.sealed).includes("ada@"));
  const open = (recipientKey: CryptoKey, beside: string) =>
    suite.open(
      { recipientKey, enc: one.enc.slice().buffer, info: new TextEncoder().encode("framemark desk entry v1") },
      one.sealed.slice().buffer,
      new TextEncoder().encode(beside),
    );
  const beside = `${entry.id}\n7\nDesk 1`;
  assert.deepEqual(JSON.parse(Buffer.from(await open(pair.privateKey, beside)).toString()), words);
  await assert.rejects(open(other.privateKey, beside));
  await assert.rejects(open(pair.privateKey, `${entry.id}\n8\nDesk 1`));
  assert.equal(await canSeal(), true);
});
