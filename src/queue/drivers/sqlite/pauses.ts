import { pack, unpack } from "../../../internal/packed-text.js";
import type { PauseTarget } from "../../driver.js";
import { instant, type Transaction } from "./transaction.js";

type Kind = "all" | "lane" | "prefix";

export interface PauseRow {
  readonly kind: Kind;
  readonly value: string;
  readonly until: number | null;
}

const targetOf = (target: PauseTarget): readonly [kind: Kind, value: string] => {
  if ("lane" in target) return ["lane", target.lane];
  return "prefix" in target ? ["prefix", target.prefix] : ["all", ""];
};

export const toTarget = ({ kind, value }: PauseRow): PauseTarget => {
  if (kind === "all") return { all: true };
  return kind === "lane" ? { lane: unpack(value) } : { prefix: unpack(value) };
};

function targetsOf(tx: Transaction): readonly PauseTarget[] {
  const find = "SELECT kind, value, until FROM queue_pauses WHERE queue = ?";
  tx.pauses ??= tx.sql.all<PauseRow>(find, tx.queue.id).map(toTarget);
  return tx.pauses;
}

export const isAllPaused = (tx: Transaction): boolean => targetsOf(tx).some((target) => "all" in target);

/** Which lanes are paused, now. Compared as texts: nothing in a prefix is a wildcard. */
export function pausedLanes(tx: Transaction): (packedLane: string) => boolean {
  const targets = targetsOf(tx);
  if (targets.length === 0) return () => false;
  return (packed) => {
    const lane = unpack(packed);
    return targets.some((target) => {
      if ("lane" in target) return target.lane === lane;
      return "prefix" in target ? lane.startsWith(target.prefix) : true;
    });
  };
}

export function addPause(tx: Transaction, target: PauseTarget, forMs: number | undefined): void {
  const [kind, value] = targetOf(target);
  tx.pauses = undefined;
  tx.sql.run(
    "INSERT OR REPLACE INTO queue_pauses (queue, kind, value, until) VALUES (?, ?, ?, ?)",
    ...[tx.queue.id, kind, pack(value), forMs === undefined ? null : instant(tx.now + forMs)],
  );
}

export function removePause(tx: Transaction, target: PauseTarget): void {
  const [kind, value] = targetOf(target);
  const sql = "DELETE FROM queue_pauses WHERE queue = ? AND kind = ? AND value = ?";
  if (tx.sql.run(sql, tx.queue.id, kind, pack(value)) > 0) wake(tx);
}

/** Takes back the pauses whose time is over. */
export function removeOverPauses(tx: Transaction): void {
  if (tx.sql.run("DELETE FROM queue_pauses WHERE queue = ? AND until <= ?", tx.queue.id, tx.now) > 0) wake(tx);
}

/** Lanes that were set aside keep their turn; `take` sets those aside again that another pause holds. */
function wake(tx: Transaction): void {
  tx.pauses = undefined;
  tx.reset();
  const { sql, queue } = tx;
  sql.run("UPDATE queue_lanes SET ready = 1 WHERE queue = ? AND ready = 2", queue.id);
}
