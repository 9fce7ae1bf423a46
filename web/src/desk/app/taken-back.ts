// Makes the entry that withdraws another.
import { seal } from "./sealing";
import type { Desk, Storage, TakenBack } from "./storage";
import { uuid7 } from "./uuid";

/** Makes the entry that withdraws another, in case the server already has that one. */
export async function takenBack(storage: Storage, desk: Desk, id: string, now: number): Promise<TakenBack> {
  const key = await storage.get("key");
  if (!key) throw new Error("there is no key to encrypt the entry with");
  const known = (await storage.queue()).find((one) => one.id === id);
  const entry = { id: uuid7(now), event: known?.event ?? desk.event.id, desk: known?.desk ?? desk.desk };
  const sealed = await seal(key, entry, { withdraws: id, saved_at: now });
  return { id, withdrawal: { ...sealed, savedAt: now, seconds: 0, withdraws: id } };
}
