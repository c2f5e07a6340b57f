import { QueueDriverError } from "../../../errors/index.js";
import { pack, unpack } from "../../../internal/packed-text.js";
import { type JobError, type JobRecord, type JobState, jobStates } from "../../driver.js";
import { type LaneRow, stateNumber, type Transaction } from "./transaction.js";

export interface JobRow {
  readonly seq: number;
  readonly id: string;
  readonly lane: number;
  readonly state: number;
  readonly pos: number;
  readonly at: number;
  readonly priority: number;
  readonly addedAt: number;
  /** Its id is known until then, also when it is gone. */
  readonly knownUntil: number;
  readonly failures: number;
  readonly stalls: number;
  readonly revivals: number;
  readonly data: string;
  readonly errors: string | null;
  readonly progress: string | null;
  readonly result: string | null;
}

/** What is needed to forget a job. */
export type KeyRow = Pick<JobRow, "seq" | "id" | "lane" | "state" | "at" | "knownUntil">;
export const keyFields = "seq, id, lane, state, at, knownUntil";

/** Of a job that runs, without its payload. */
export type RunRow = KeyRow & Pick<JobRow, "addedAt" | "failures" | "errors" | "result">;

const keptErrors = 20;

/** @throws {QueueDriverError} the row is damaged */
export function toRecord(row: JobRow, lane: string): JobRecord {
  const state = jobStates[row.state];
  if (state === undefined) throw damaged(row, `its state is ${row.state}`);
  const { priority, failures, stalls, revivals, addedAt, at, progress, result } = row;
  return {
    id: unpack(row.id),
    lane: unpack(lane),
    data: unpack(row.data),
    state,
    ...{ priority, failures, stalls, revivals, addedAt },
    errors: errorsOf(row),
    ...((state === "delayed" || state === "retrying") && { dueAt: at }),
    ...((state === "completed" || state === "dead") && { finishedAt: at }),
    ...(progress !== null && { progress: unpack(progress) }),
    ...(result !== null && { result: unpack(result) }),
  };
}

/** A history that cannot be read says so, and keeps neither its job nor the others from being handed out. */
function errorsOf({ errors: json, addedAt }: Pick<JobRow, "errors" | "addedAt">): readonly JobError[] {
  if (json === null) return [];
  try {
    const errors: unknown = JSON.parse(json);
    if (Array.isArray(errors)) return errors;
  } catch {
    // Said below.
  }
  return [{ at: addedAt, name: "Error", message: "The job's earlier errors are damaged and cannot be read." }];
}

function damaged({ id, seq }: Pick<JobRow, "id" | "seq">, what: string): QueueDriverError {
  return new QueueDriverError(
    `The row of job ${JSON.stringify(unpack(id))} is damaged: ${what}. Correct or delete row ${seq} of queue_jobs.`,
  );
}

/** The job's errors with one more; JSON keeps any text, so this column is not packed. */
export const withError = (row: RunRow, error: JobError): string =>
  JSON.stringify([...errorsOf(row), error].slice(-keptErrors));

export const findJob = (tx: Transaction, id: string): JobRow | undefined =>
  tx.sql.get<JobRow>("SELECT * FROM queue_jobs WHERE queue = ? AND id = ?", tx.queue.id, pack(id));

/** A job of the lane's lease. */
export function findRunning(tx: Transaction, lane: LaneRow, id: string): RunRow | undefined {
  const find = `SELECT ${keyFields}, addedAt, failures, errors, result FROM queue_jobs WHERE queue = ? AND id = ?`;
  const row = tx.sql.get<RunRow>(find, tx.queue.id, pack(id));
  return row?.state === stateNumber.active && row.lane === lane.id ? row : undefined;
}

export const isState = (row: JobRow | undefined, state: JobState): row is JobRow => row?.state === stateNumber[state];

/** A job takes its place at the end of the lane: the lane is as urgent as it, and quiet from `at` on. Counted by the caller. */
export function arrive(tx: Transaction, lane: LaneRow, priority: number, at: number): void {
  const isEmpty = lane.waiting + lane.active + lane.retrying === 0;
  lane.priority = isEmpty ? priority : Math.min(lane.priority, priority);
  // A clock that was set back does not keep the lane waiting.
  lane.lastAt = Math.max(Math.min(lane.lastAt, tx.now), at);
}

/** A delayed or dead job waits from `at` on. */
export function putAtEnd(tx: Transaction, row: JobRow, from: "delayed" | "dead", at: number): void {
  const lane = tx.laneOf(row.lane);
  arrive(tx, lane, row.priority, at);
  tx.sql.run("UPDATE queue_jobs SET state = 0, pos = ?, at = ? WHERE seq = ?", tx.next(), at, row.seq);
  tx.count(lane, from, "waiting");
}

/** Deletes a job. Its id stays known for as long as it was promised. */
export function forget(tx: Transaction, row: KeyRow): void {
  tx.sql.run("DELETE FROM queue_jobs WHERE seq = ?", row.seq);
  if (row.knownUntil > tx.now) {
    const insert = "INSERT OR REPLACE INTO queue_keys (queue, id, expiresAt) VALUES (?, ?, ?)";
    tx.sql.run(insert, tx.queue.id, row.id, row.knownUntil);
  }
  tx.count(tx.laneOf(row.lane), jobStates[row.state], undefined);
}
