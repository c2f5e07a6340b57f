import { pack, unpack } from "../../../internal/packed-text.js";
import type { Connection } from "../../../state/stores/sqlite/connection.js";
import type { Lease } from "../../driver.js";
import { type JobRow, toRecord } from "./jobs.js";
import { isAllPaused, pausedLanes } from "./pauses.js";
import { type LaneRow, stateNumber, type Transaction } from "./transaction.js";

/** How many lanes one call sets aside because they are paused or not due; the next call goes on. */
const asideAtMost = 1_000;

/** Leases of the lanes whose turn it is. */
export function take(tx: Transaction, max: number): Lease[] {
  if (isAllPaused(tx)) return [];
  tx.flush();
  const leases: Lease[] = [];
  const isPaused = pausedLanes(tx);
  const find = "SELECT * FROM queue_lanes WHERE queue = ? AND ready = 1 ORDER BY priority, turn LIMIT ?";
  for (let aside = 0; leases.length < max && aside < asideAtMost; ) {
    const rows = tx.sql.all<LaneRow>(find, tx.queue.id, max - leases.length);
    if (rows.length === 0) break;
    for (const row of rows) {
      const lane = tx.know(row) ?? row;
      tx.touch(lane);
      if (!tx.isDue(lane)) aside += 1;
      else if (isPaused(lane.name)) {
        lane.ready = 2;
        aside += 1;
      } else leases.push(lease(tx, lane));
    }
    tx.flush();
  }
  return leases;
}

function lease(tx: Transaction, lane: LaneRow): Lease {
  const isRecovered = lane.token !== null;
  const state = isRecovered ? "active" : lane.retrying > 0 ? "retrying" : "waiting";
  const limit = state === "waiting" ? tx.settings.maxSize : -1;
  const find = "SELECT * FROM queue_jobs WHERE lane = ? AND state = ? ORDER BY pos, seq LIMIT ?";
  const jobs = tx.sql.all<JobRow>(find, lane.id, stateNumber[state], limit).map((row, i) => {
    const stalls = isRecovered && i === 0 ? 1 : 0;
    tx.sql.run("UPDATE queue_jobs SET state = 3, stalls = stalls + ? WHERE seq = ?", stalls, row.seq);
    return toRecord({ ...row, state: stateNumber.active, stalls: row.stalls + stalls }, lane.name);
  });
  tx.count(lane, state, "active", jobs.length);
  tx.queue.token += 1;
  lane.token = tx.queue.token;
  lane.leasedAt = tx.now;
  lane.leaseMs = Math.ceil(tx.settings.leaseMs);
  lane.retryAt = null;
  return { lane: unpack(lane.name), token: lane.token, jobs, isRecovered };
}

/** When `take` may find something, as far as this process knows: 0 is now. */
export function nextDue(sql: Connection, name: string, now: number): number {
  const queue = sql.get<{ id: number }>("SELECT id FROM queue_queues WHERE name = ?", pack(name));
  if (!queue) return Number.POSITIVE_INFINITY;
  const all = sql.get<{ until: number | null }>(
    "SELECT until FROM queue_pauses WHERE queue = ? AND kind = 'all' AND value = ''",
    queue.id,
  );
  if (all && (all.until ?? Number.POSITIVE_INFINITY) > now) return all.until ?? Number.POSITIVE_INFINITY;
  const { id } = queue;
  if (sql.get("SELECT 1 FROM queue_lanes WHERE queue = ? AND ready = 1 LIMIT 1", id)) return 0;
  const times = sql.get<{ lane: number | null; delayed: number | null; pause: number | null }>(
    `SELECT (SELECT MIN(nextAt) FROM queue_lanes WHERE queue = ? AND ready = 0 AND nextAt IS NOT NULL) AS lane,
            (SELECT MIN(pos) FROM queue_jobs WHERE queue = ? AND state = 1) AS delayed,
            (SELECT MIN(until) FROM queue_pauses WHERE queue = ?) AS pause`,
    ...[id, id, id],
  );
  return Math.min(...[times?.lane, times?.delayed, times?.pause].map((at) => at ?? Number.POSITIVE_INFINITY));
}
