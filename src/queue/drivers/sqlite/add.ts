import { pack } from "../../../internal/packed-text.js";
import type { NewJob } from "../../driver.js";
import { arrive } from "./jobs.js";
import { instant, type Transaction } from "./transaction.js";

/** Stores the jobs whose id is not known. */
export function addAll(tx: Transaction, jobs: readonly NewJob[]): ("added" | "duplicate")[] {
  return jobs.map((job) => (add(tx, job) ? "added" : "duplicate"));
}

function add(tx: Transaction, { id, lane: name, data, priority, delayMs }: NewJob): boolean {
  const { sql, now, queue } = tx;
  const packedId = pack(id);
  const known = "SELECT 1 FROM queue_keys WHERE queue = ? AND id = ? AND expiresAt > ?";
  if (sql.get(known, queue.id, packedId, now)) return false;
  const lane = tx.lane(name);
  const isDelayed = delayMs > 0;
  const dueAt = instant(now + delayMs);
  const pos = isDelayed ? dueAt : tx.next();
  const stored = sql.run(
    `INSERT INTO queue_jobs (queue, id, lane, state, pos, at, priority, addedAt, knownUntil, data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (queue, id) DO NOTHING`,
    ...[queue.id, packedId, lane.id, isDelayed ? 1 : 0, pos, isDelayed ? dueAt : now, priority, now],
    ...[instant(now + tx.settings.rememberMs), pack(data)],
  );
  if (stored === 0) return false;
  if (!isDelayed) arrive(tx, lane, priority, now);
  tx.count(lane, undefined, isDelayed ? "delayed" : "waiting");
  return true;
}
