import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import type { Entry } from "./crash-child.js";

/** Clocks of two processes, and rounding. */
const slackMs = 50;

export function readLog(file: string): Entry[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.slice(0, -1).map((line) => JSON.parse(line));
}

type Run = Entry & { readonly id: string; readonly lane: string; readonly token: number; readonly from: number };

/** Holds the log of workers that were killed and stopped against what a queue promises. */
export function judge(log: readonly Entry[], completed: readonly string[], leaseMs: number): void {
  const runs = log.filter((entry): entry is Run => entry.phase === "run");
  const done = log.filter(({ phase, settled }) => phase === "settled" && settled !== "lost");
  const retried = new Set(log.filter(({ phase }) => phase === "retry").map(({ id, token }) => `${token} ${id}`));

  for (const id of completed) {
    const own = runs.filter((run) => run.id === id).sort((a, b) => a.token - b.token);
    assert.ok(own.length > 0, `${id} is completed and never ran`);
    const ends = done.filter((entry) => entry.id === id);
    assert.ok(ends.length <= 1, `${id} was completed by two workers`);
    const last = own.at(-1)?.token;
    if (ends[0]) assert.equal(ends[0].token, last, `${id} was completed by a worker that had lost its lease`);
    for (const [index, run] of own.entries()) {
      const next = own[index + 1];
      if (!next || retried.has(`${run.token} ${id}`)) continue;
      assert.ok(next.token > run.token, `${id} ran twice under one lease`);
      const ranOutAt = run.from + leaseMs - slackMs;
      assert.ok(next.at >= ranOutAt, `${id} ran again ${ranOutAt - next.at} ms before its lease could run out`);
    }
  }
  const known = new Set(completed);
  for (const { id } of runs) assert.ok(known.has(id), `${id} ran and is not completed`);
  inOrder(runs);
}

/** Jobs are called `<lane> <producer> <number>`. Of each, the last run counts: by then nothing before it was left. */
function inOrder(runs: readonly Run[]): void {
  const last = new Map<string, Run>();
  for (const run of runs) {
    const before = last.get(run.id);
    if (!before || before.token < run.token) last.set(run.id, run);
  }
  const newest = new Map<string, number>();
  for (const { id } of [...last.values()].sort((a, b) => a.token - b.token)) {
    const [, lane, producer, number] = /^(.+) (.+) (\d+)$/.exec(id) ?? [];
    const before = newest.get(`${lane} ${producer}`) ?? -1;
    assert.ok(Number(number) > before, `${id} ran after number ${before} of its lane`);
    newest.set(`${lane} ${producer}`, Number(number));
  }
}
