import { findJob, forget, isState, putAtEnd } from "./jobs.js";
import type { Transaction } from "./transaction.js";

export function remove(tx: Transaction, id: string): boolean {
  const row = findJob(tx, id);
  if (!row || isState(row, "active") || isState(row, "retrying")) return false;
  forget(tx, row);
  return true;
}

export function revive(tx: Transaction, id: string): boolean {
  const row = findJob(tx, id);
  if (!isState(row, "dead")) return false;
  tx.sql.run("UPDATE queue_jobs SET failures = 0, revivals = revivals + 1 WHERE seq = ?", row.seq);
  putAtEnd(tx, row, "dead", tx.now);
  return true;
}

export function promote(tx: Transaction, id: string): boolean {
  const row = findJob(tx, id);
  if (!isState(row, "delayed")) return false;
  putAtEnd(tx, row, "delayed", tx.now);
  return true;
}

/** The jobs keep their numbers, so that those of both lanes come in the order in which they were added. */
export function move(tx: Transaction, from: string, to: string): number {
  const source = from === to ? undefined : tx.findLane(from);
  if (!source || source.waiting + source.delayed === 0) return 0;
  const { waiting, delayed, priority, lastAt } = source;
  const target = tx.lane(to);
  tx.sql.run("UPDATE queue_jobs SET lane = ? WHERE lane = ? AND state IN (0, 1)", target.id, source.id);
  if (waiting > 0) {
    const isEmpty = target.waiting + target.active + target.retrying === 0;
    target.priority = isEmpty ? priority : Math.min(target.priority, priority);
    target.lastAt = Math.max(target.lastAt, lastAt);
  }
  for (const [state, jobs] of [
    ["waiting", waiting],
    ["delayed", delayed],
  ] as const) {
    tx.count(source, state, undefined, jobs);
    tx.count(target, undefined, state, jobs);
  }
  return waiting + delayed;
}
