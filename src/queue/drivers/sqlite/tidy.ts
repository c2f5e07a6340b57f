import { forget, type JobRow, type KeyRow, keyFields, putAtEnd } from "./jobs.js";
import { removeOverPauses } from "./pauses.js";
import type { LaneRow, Transaction } from "./transaction.js";

/** How many of each kind one transaction sees to at most; the next one goes on. */
const many = 1_000;

/**
 * What time has done since the last transaction: delayed jobs that are due wait, lanes that are due have their turn, completed
 * jobs and ids that are old go. Every transaction begins with it; a few looks at indexes when there is nothing to do.
 */
export function tidy(tx: Transaction): void {
  const { sql, now } = tx;
  removeOverPauses(tx);
  boundLeases(tx);
  const delayed = "SELECT * FROM queue_jobs WHERE queue = ? AND state = 1 AND pos <= ? ORDER BY pos, seq LIMIT ?";
  if (tx.queue.delayed > 0) {
    for (const row of sql.all<JobRow>(delayed, tx.queue.id, now, many)) putAtEnd(tx, row, "delayed", row.pos);
  }
  tx.flush();
  const due = `SELECT * FROM queue_lanes WHERE queue = ? AND ready = 0 AND nextAt <= ? ORDER BY nextAt, turn LIMIT ${many}`;
  for (const row of sql.all<LaneRow>(due, tx.queue.id, now)) {
    const lane = tx.know(row);
    if (lane) tx.touch(lane);
  }
  dropCompleted(tx);
  sql.run("DELETE FROM queue_keys WHERE rowid IN (SELECT rowid FROM queue_keys WHERE expiresAt <= ? LIMIT 500)", now);
  tx.flush();
}

/** A lease that begins in the future is from before the clock was set back: it lasts no longer than it would from now on. */
function boundLeases(tx: Transaction): void {
  const future = "SELECT * FROM queue_lanes WHERE queue = ? AND leasedAt > ? LIMIT ?";
  for (const row of tx.sql.all<LaneRow>(future, tx.queue.id, tx.now, many)) {
    const lane = tx.know(row);
    if (!lane) continue;
    lane.leasedAt = tx.now;
    tx.touch(lane);
  }
}

/** The oldest completed jobs go: those that are too many, and those that are too old. */
function dropCompleted(tx: Transaction): void {
  const { keepMs, keepCount } = tx.queue;
  const oldest = `SELECT ${keyFields} FROM queue_jobs WHERE queue = ? AND state = 4 ORDER BY pos LIMIT ?`;
  for (let room = many; room > 0 && tx.queue.completed > 0; ) {
    const surplus = Math.max(0, tx.queue.completed - keepCount);
    const rows = tx.sql.all<KeyRow>(oldest, tx.queue.id, Math.min(room, surplus || 1));
    const old = surplus > 0 ? rows : rows.filter(({ at }) => at + keepMs <= tx.now);
    if (old.length === 0) return;
    for (const row of old) forget(tx, row);
    room -= old.length;
  }
}
