import { InvalidArgumentError } from "../../../errors/index.js";
import { pack, unpack } from "../../../internal/packed-text.js";
import { describe } from "../../../internal/record.js";
import type { Connection, Value } from "../../../state/stores/sqlite/connection.js";
import { type JobCounts, type JobState, jobStates, type LaneInfo, type Page, type PauseTarget } from "../../driver.js";
import { type JobRow, toRecord } from "./jobs.js";
import { type PauseRow, toTarget } from "./pauses.js";
import { stateNumber } from "./transaction.js";

/** One queue of the file, for reading. */
export interface Reading {
  readonly sql: Connection;
  /** The queue's row; 0: nothing was ever added. */
  readonly queue: number;
  readonly now: number;
}

const fields = "j.*, l.name AS laneName";
type NamedRow = JobRow & { readonly laneName: string };
const limitOf = (limit: number): number => Math.max(1, Math.floor(limit));

export function reading(sql: Connection, name: string, now: number): Reading {
  const row = sql.get<{ id: number }>("SELECT id FROM queue_queues WHERE name = ?", pack(name));
  return { sql, queue: row?.id ?? 0, now };
}

/** Whether something is not written yet: a delayed job is due, completed ones are too many or too old. */
export function isStale({ sql, queue, now }: Reading): boolean {
  const found = sql.get<{ dueAt: number | null; oldestAt: number | null; surplus: number; keepMs: number }>(
    `SELECT (SELECT MIN(pos) FROM queue_jobs WHERE queue = ? AND state = 1) AS dueAt,
            (SELECT at FROM queue_jobs WHERE queue = ? AND state = 4 ORDER BY pos LIMIT 1) AS oldestAt,
            completed - keepCount AS surplus, keepMs FROM queue_queues WHERE id = ?`,
    ...[queue, queue, queue],
  );
  if (!found) return false;
  const { dueAt, oldestAt, surplus, keepMs } = found;
  return (dueAt ?? Infinity) <= now || (oldestAt ?? Infinity) + keepMs <= now || (oldestAt !== null && surplus > 0);
}

export function getJob({ sql, queue }: Reading, id: string) {
  const find = `SELECT ${fields} FROM queue_jobs j JOIN queue_lanes l ON l.id = j.lane WHERE j.queue = ? AND j.id = ?`;
  const row = sql.get<NamedRow>(find, queue, pack(id));
  return row && toRecord(row, row.laneName);
}

export interface ListOptions {
  readonly state: JobState;
  readonly lane?: string;
  readonly limit: number;
  readonly cursor?: string;
}

export function listJobs({ sql, queue }: Reading, { state, lane, limit, cursor }: ListOptions): Page {
  const isNewestFirst = state === "completed";
  const where: string[] = [];
  const values: Value[] = [];
  if (lane === undefined) {
    where.push("j.queue = ? AND j.state = ?");
    values.push(queue, stateNumber[state]);
  } else {
    where.push("j.lane = (SELECT id FROM queue_lanes WHERE queue = ? AND name = ?) AND j.state = ?");
    values.push(queue, pack(lane), stateNumber[state]);
  }
  if (cursor !== undefined) {
    where.push(`(j.pos, j.seq) ${isNewestFirst ? "<" : ">"} (?, ?)`);
    values.push(...parseCursor(cursor));
  }
  const order = isNewestFirst ? "j.pos DESC, j.seq DESC" : "j.pos, j.seq";
  const rows = sql.all<NamedRow>(
    `SELECT ${fields} FROM queue_jobs j JOIN queue_lanes l ON l.id = j.lane
     WHERE ${where.join(" AND ")} ORDER BY ${order} LIMIT ?`,
    ...values,
    limitOf(limit) + 1,
  );
  const page = rows.slice(0, limitOf(limit));
  const last = page.at(-1);
  const jobs = page.map((row) => toRecord(row, row.laneName));
  return { jobs, ...(last && rows.length > page.length && { cursor: `${last.pos}.${last.seq}` }) };
}

function parseCursor(cursor: string): [number, number] {
  const [, pos, seq] = /^(\d+)\.(\d+)$/.exec(cursor) ?? [];
  if (pos !== undefined && seq !== undefined) return [Number(pos), Number(seq)];
  throw new InvalidArgumentError(
    `Expected \`cursor\` to be the cursor of the page before, got ${describe(cursor)}. Leave it out for the first page.`,
  );
}

export function countJobs({ sql, queue }: Reading, lane: string | undefined): JobCounts {
  const row =
    lane === undefined
      ? sql.get<JobCounts>("SELECT * FROM queue_queues WHERE id = ?", queue)
      : sql.get<JobCounts>("SELECT * FROM queue_lanes WHERE queue = ? AND name = ?", queue, pack(lane));
  return Object.fromEntries(jobStates.map((state) => [state, row?.[state] ?? 0])) as Record<JobState, number>;
}

export function oldestWaitingAt({ sql, queue }: Reading): number | undefined {
  const find = "SELECT at FROM queue_jobs WHERE queue = ? AND state = 0 ORDER BY pos LIMIT 1";
  return sql.get<{ at: number }>(find, queue)?.at;
}

export function listLanes({ sql, queue }: Reading, { limit, cursor }: { limit: number; cursor?: string }) {
  const rows = sql.all<{ name: string; waiting: number; active: number; oldestAt: number | null }>(
    `SELECT name, waiting, active,
            (SELECT at FROM queue_jobs WHERE lane = queue_lanes.id AND state = 0 ORDER BY pos LIMIT 1) AS oldestAt
     FROM queue_lanes WHERE queue = ? AND waiting + delayed + retrying + active > 0 AND name ${cursor === undefined ? ">=" : ">"} ?
     ORDER BY name LIMIT ?`,
    ...[queue, cursor === undefined ? "" : pack(cursor), limitOf(limit) + 1],
  );
  const page = rows.slice(0, limitOf(limit));
  const lanes = page.map(({ name, waiting, active, oldestAt }): LaneInfo => {
    return { lane: unpack(name), waiting, active, ...(oldestAt !== null && { oldestAt }) };
  });
  const last = lanes.at(-1);
  return { lanes, ...(last && rows.length > page.length && { cursor: last.lane }) };
}

export function listPauses({ sql, queue, now }: Reading): { target: PauseTarget; until?: number }[] {
  const find = `SELECT kind, value, until FROM queue_pauses
    WHERE queue = ? AND (until IS NULL OR until > ?) ORDER BY kind, value`;
  return sql.all<PauseRow>(find, queue, now).map((row) => {
    return { target: toTarget(row), ...(row.until !== null && { until: row.until }) };
  });
}
