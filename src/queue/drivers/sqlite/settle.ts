import { pack } from "../../../internal/packed-text.js";
import type { Lease, Outcome, Settled } from "../../driver.js";
import { findRunning, forget, type RunRow, withError } from "./jobs.js";
import { pausedLanes } from "./pauses.js";
import { instant, type LaneRow, stateNumber, type Transaction } from "./transaction.js";

/** The lane while the lease is the current one. A lease that ran out is current until somebody takes the lane. */
export function leasedLane(tx: Transaction, { lane, token }: Lease): LaneRow | undefined {
  const row = tx.findLane(lane);
  return row?.token === token ? row : undefined;
}

const paused = (tx: Transaction, lane: LaneRow): Settled => (pausedLanes(tx)(lane.name) ? "paused" : "done");

/** Nobody holds the lane. It goes behind the others that are due. */
function end(lane: LaneRow): void {
  lane.token = null;
  lane.leasedAt = null;
  lane.leaseMs = null;
  lane.ready = 0;
}

export function settle(tx: Transaction, lease: Lease, outcomes: readonly Outcome[], isOver: boolean): Settled {
  const lane = leasedLane(tx, lease);
  if (!lane) return "lost";
  let retryAt: number | undefined;
  for (const outcome of outcomes) {
    const row = findRunning(tx, lane, outcome.id);
    if (!row) continue;
    if (outcome.kind === "retry") {
      const failures = row.failures + (outcome.isCounted ? 1 : 0);
      const update = "UPDATE queue_jobs SET failures = ?, errors = ? WHERE seq = ?";
      const errors = outcome.error ? withError(row, outcome.error) : row.errors;
      tx.sql.run(update, failures, errors, row.seq);
      retryAt = Math.max(retryAt ?? 0, instant(tx.now + Math.max(0, outcome.delayMs)));
    } else finish(tx, lane, row, outcome);
  }
  if (retryAt !== undefined) {
    tx.sql.run("UPDATE queue_jobs SET state = 2, at = ? WHERE lane = ? AND state = 3", retryAt, lane.id);
    tx.count(lane, "active", "retrying", lane.active);
    lane.retryAt = retryAt;
    end(lane);
  } else if (isOver) {
    moveAhead(tx, lane);
    tx.sql.run("UPDATE queue_jobs SET state = 0 WHERE lane = ? AND state = 3", lane.id);
    tx.count(lane, "active", "waiting", lane.active);
    end(lane);
  } else if (lane.active === 0) end(lane);
  tx.touch(lane);
  return paused(tx, lane);
}

/** What was handed out goes to the head of the lane. Jobs that were moved there meanwhile may be older. */
function moveAhead(tx: Transaction, lane: LaneRow): void {
  const find = "SELECT seq, pos FROM queue_jobs WHERE lane = ? AND state = ? ORDER BY pos, seq LIMIT ?";
  const [head] = tx.sql.all<{ pos: number }>(find, lane.id, stateNumber.waiting, 1);
  const active = tx.sql.all<{ seq: number; pos: number }>(find, lane.id, stateNumber.active, -1);
  if (!head || head.pos > (active.at(-1)?.pos ?? 0)) return;
  for (const [i, { seq }] of active.entries()) {
    tx.sql.run("UPDATE queue_jobs SET pos = ? WHERE seq = ?", head.pos - active.length + i, seq);
  }
}

function finish(tx: Transaction, lane: LaneRow, row: RunRow, outcome: Exclude<Outcome, { kind: "retry" }>): void {
  const { ageMs, count } = tx.settings.keepCompleted;
  if (outcome.kind === "completed" && count <= 0) {
    forget(tx, row);
    return;
  }
  const isDead = outcome.kind === "dead";
  const result = !isDead && outcome.result !== undefined ? pack(outcome.result) : row.result;
  tx.sql.run(
    "UPDATE queue_jobs SET state = ?, pos = ?, at = ?, failures = ?, errors = ?, result = ? WHERE seq = ?",
    ...[isDead ? 5 : 4, tx.next(), tx.now, row.failures + (isDead ? 1 : 0)],
    ...[isDead ? withError(row, outcome.error) : row.errors, result, row.seq],
  );
  tx.count(lane, "active", outcome.kind);
  tx.queue.keepMs = instant(ageMs);
  tx.queue.keepCount = instant(count);
}

export function renew(tx: Transaction, lease: Lease): number | undefined {
  const lane = leasedLane(tx, lease);
  if (!lane) return undefined;
  lane.leasedAt = tx.now;
  lane.leaseMs = Math.ceil(tx.settings.leaseMs);
  tx.touch(lane);
  return lane.waiting;
}

export function setProgress(tx: Transaction, lease: Lease, id: string, progress: string): Settled {
  const lane = leasedLane(tx, lease);
  const row = lane && findRunning(tx, lane, id);
  if (!lane || !row) return "lost";
  tx.sql.run("UPDATE queue_jobs SET progress = ? WHERE seq = ?", pack(progress), row.seq);
  return paused(tx, lane);
}
