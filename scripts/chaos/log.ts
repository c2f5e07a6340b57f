import { readFileSync } from "node:fs";

/** A line that a worker wrote: it began a job, did its work, or was told that the store has recorded it. */
export interface Entry {
  readonly kind: "start" | "end" | "commit";
  readonly pid: number;
  readonly lane: string;
  /** The job's place in its lane, from 0. */
  readonly seq: number;
  readonly token: number;
}

/** What the log of a run shows. */
export interface Findings {
  /** Jobs that no worker finished. */
  readonly lost: number;
  /** Jobs that began before the one ahead of them was done, or again after the next one began. */
  readonly outOfOrder: number;
  /** Recorded under a token when a later one had begun. */
  readonly staleCommits: number;
  /** Began under a token when a later one had begun: only a worker that stood still can do that, and it is not recorded. */
  readonly staleStarts: number;
  /** Jobs done more than once because their worker was killed or stood still. */
  readonly twiceByFault: number;
  /** Jobs done more than once otherwise. */
  readonly twiceOtherwise: number;
}

export function lineOf({ kind, pid, lane, seq, token }: Entry): string {
  return `${kind} ${pid} ${lane} ${seq} ${token}\n`;
}

export function readLog(path: string): Entry[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [kind, pid, lane = "", seq, token] = line.split(" ");
      return { kind: kind as Entry["kind"], pid: Number(pid), lane, seq: Number(seq), token: Number(token) };
    });
}

/** @param faulty the workers that were killed or stopped */
export function examine(
  entries: readonly Entry[],
  jobs: { readonly lanes: number; readonly perLane: number },
  faulty: ReadonlySet<number>,
): Findings {
  let [lost, outOfOrder, staleCommits, staleStarts, twiceByFault, twiceOtherwise] = [0, 0, 0, 0, 0, 0];
  const byLane = Map.groupBy(entries, ({ lane }) => lane);
  for (let lane = 0; lane < jobs.lanes; lane++) {
    const doneBy = new Map<number, number[]>();
    let [token, begun] = [0, -1];
    for (const entry of byLane.get(`lane-${lane}`) ?? []) {
      const { kind, seq, pid } = entry;
      if (entry.token < token) {
        if (kind === "commit") staleCommits++;
        if (kind === "start") staleStarts++;
        continue;
      }
      token = entry.token;
      if (kind === "end") doneBy.set(seq, [...(doneBy.get(seq) ?? []), pid]);
      if (kind !== "start") continue;
      if (seq < begun || (seq > 0 && !doneBy.has(seq - 1))) outOfOrder++;
      begun = Math.max(begun, seq);
    }
    for (let seq = 0; seq < jobs.perLane; seq++) {
      const [first, ...again] = doneBy.get(seq) ?? [];
      if (first === undefined) lost++;
      else if (again.length === 0) continue;
      else if (faulty.has(first)) twiceByFault++;
      else twiceOtherwise++;
    }
  }
  return { lost, outOfOrder, staleCommits, staleStarts, twiceByFault, twiceOtherwise };
}
