import { readFileSync } from "node:fs";

/** A line that a worker wrote: it began a job, or did its work. */
export interface Entry {
  readonly kind: "start" | "end";
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
  /** Recorded under a token although the job had begun under a later one. */
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

export interface Evidence {
  readonly entries: readonly Entry[];
  /** The token under which a job was recorded as completed, by lane and place. */
  readonly recorded: ReadonlyMap<string, number>;
  readonly lanes: number;
  readonly perLane: number;
  /** The workers that were killed or stopped. */
  readonly faulty: ReadonlySet<number>;
}

export const jobKey = (lane: string, seq: number) => `${lane} ${seq}`;

export function examine({ entries, recorded, lanes, perLane, faulty }: Evidence): Findings {
  let [lost, outOfOrder, staleCommits, staleStarts, twiceByFault, twiceOtherwise] = [0, 0, 0, 0, 0, 0];
  const byLane = new Map<string, Entry[]>();
  for (const entry of entries) byLane.set(entry.lane, [...(byLane.get(entry.lane) ?? []), entry]);
  for (const [lane, ofLane] of byLane) {
    const doneBy = new Map<number, number[]>();
    const lastToken = new Map<number, number>();
    let [token, begun] = [0, -1];
    for (const entry of ofLane) {
      const { kind, seq, pid } = entry;
      if (kind === "start") lastToken.set(seq, Math.max(lastToken.get(seq) ?? 0, entry.token));
      if (entry.token < token) {
        if (kind === "start") staleStarts++;
        continue;
      }
      token = entry.token;
      if (kind === "end") doneBy.set(seq, [...(doneBy.get(seq) ?? []), pid]);
      if (kind !== "start") continue;
      if (seq < begun || (seq > 0 && !doneBy.has(seq - 1))) outOfOrder++;
      begun = Math.max(begun, seq);
    }
    for (let seq = 0; seq < perLane; seq++) {
      if (recorded.get(jobKey(lane, seq)) !== lastToken.get(seq)) staleCommits++;
      const [first, ...again] = doneBy.get(seq) ?? [];
      if (first === undefined) lost++;
      else if (again.length === 0) continue;
      else if (faulty.has(first)) twiceByFault++;
      else twiceOtherwise++;
    }
  }
  lost += (lanes - byLane.size) * perLane;
  return { lost, outOfOrder, staleCommits, staleStarts, twiceByFault, twiceOtherwise };
}
