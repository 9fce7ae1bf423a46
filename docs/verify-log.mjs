// Checks an exported log without Framemark: node docs/verify-log.mjs LOG.jsonl [CHECKPOINTS.jsonl [PUBLIC-KEY]]
// LOG was written by `framemark audit export`, CHECKPOINTS by `framemark serve`, and somebody kept the latter elsewhere.
// PUBLIC-KEY was printed by `framemark audit key` when the register was made. docs/log-chain.md says what is hashed.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

const [logFile, checkpointFile, publicKey] = process.argv.slice(2);
const lines = (file) => readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const faults = [];
const fault = (sequence, what) => faults.push(`Link ${sequence}: ${what}`);

const links = lines(logFile);
const latest = new Map(links.map((link) => [`${link.kind} ${link.id}`, link.sequence]));
const hashes = new Map();
let [sequence, previous] = [0, "0".repeat(64)];
for (const link of links) {
  const { kind, id, content, text } = link;
  if (link.sequence !== sequence + 1 || link.previous !== previous) {
    fault(link.sequence, "does not follow the link before it");
  }
  const said = JSON.stringify(["framemark log 1", link.sequence, kind, id, content, link.previous]);
  if (sha256(said) !== link.hash) fault(link.sequence, "the link was changed");
  if (latest.get(`${kind} ${id}`) === link.sequence) {
    if (text === null && kind !== "answer") fault(link.sequence, `${kind} ${id} was removed`);
    if (text !== null && sha256(text) !== content) fault(link.sequence, `${kind} ${id} was changed`);
  }
  hashes.set(link.sequence, link.hash);
  [sequence, previous] = [link.sequence, link.hash];
}

const checkpoints = checkpointFile ? lines(checkpointFile) : [];
for (const checkpoint of checkpoints) {
  // An Ed25519 key in DER (RFC 8410) is these twelve bytes and the key.
  const der = Buffer.from(`302a300506032b6570032100${publicKey ?? checkpoint.key}`, "hex");
  const key = createPublicKey({ key: der, format: "der", type: "spki" });
  const said = ["framemark log checkpoint 1", checkpoint.sequence, checkpoint.hash, checkpoint.at];
  const signed = verify(null, Buffer.from(JSON.stringify(said)), key, Buffer.from(checkpoint.signature, "hex"));
  if (!signed) fault(checkpoint.sequence, "its checkpoint was not signed by this key");
  if (checkpoint.sequence > sequence) fault(checkpoint.sequence, "the log ends before this checkpoint");
  else if (hashes.get(checkpoint.sequence) !== checkpoint.hash) fault(checkpoint.sequence, "the log was made anew");
}

faults.forEach((line) => console.log(line));
console.log(`${links.length} links, ${checkpoints.length} checkpoints, ${faults.length} faults. Last link: ${sequence} ${previous}`);
process.exit(faults.length === 0 ? 0 : 1);
