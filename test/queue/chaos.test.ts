import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { examine, jobKey } from "../../scripts/chaos/log.js";
import { runChaos } from "../../scripts/chaos/run.js";

const hasRedis = spawnSync("redis-server", ["--version"]).status === 0 || process.env.REQUIRE_SERVICES === "1";

describe("killed and stalled workers, shorter than npm run chaos", () => {
  it.each([
    { driver: "sqlite", isThere: true },
    { driver: "bullmq", isThere: hasRedis },
  ] as const)(
    "$driver loses nothing and keeps the order",
    async ({ driver, isThere }) => {
      if (!isThere) return console.log("bullmq is left out: there is no redis-server on PATH.");
      const [lanes, perLane] = [20, 25];
      const found = await runChaos({
        ...{ driver, lanes, perLane, workers: 2, concurrency: 4, workMs: 40, leaseMs: 3_000, killEveryMs: 700 },
      });
      // Not `twiceOtherwise`: a busy machine can keep a worker from renewing its lease. `npm run chaos` holds that too.
      const { lost, outOfOrder, staleCommits, counts } = found;
      expect({ lost, outOfOrder, staleCommits }).toEqual({ lost: 0, outOfOrder: 0, staleCommits: 0 });
      expect(counts).toMatchObject({ completed: lanes * perLane, dead: 0 });
    },
    240_000,
  );
});

describe("what the log of a run shows", () => {
  const start = (seq: number, token: number, pid = 1) => ({ kind: "start" as const, lane: "a", pid, seq, token });
  const end = (seq: number, token: number, pid = 1) => ({ kind: "end" as const, lane: "a", pid, seq, token });
  const look = (entries: Parameters<typeof examine>[0]["entries"], tokens: readonly number[], faulty: number[] = []) =>
    examine({
      entries,
      recorded: new Map(tokens.map((token, seq) => [jobKey("a", seq), token])),
      ...{ lanes: 1, perLane: 2, faulty: new Set(faulty) },
    });
  const clean = { lost: 0, outOfOrder: 0, staleCommits: 0, staleStarts: 0, twiceByFault: 0, twiceOtherwise: 0 };

  it("nothing, when all went well", () => {
    expect(look([start(0, 1), end(0, 1), start(1, 1), end(1, 1)], [1, 1])).toEqual(clean);
  });

  it.each([
    ["a lost job", [start(0, 1), end(0, 1)], [1], { lost: 1 }],
    ["a job that began too early", [start(1, 1), start(0, 1), end(0, 1), end(1, 1)], [1, 1], { outOfOrder: 2 }],
    [
      "one that was repeated",
      [start(0, 1), end(0, 1), start(0, 2), end(0, 2), start(1, 2), end(1, 2)],
      [2, 2],
      { twiceOtherwise: 1 },
    ],
    [
      "one recorded without a lease",
      [start(0, 1), start(0, 2), end(0, 2), start(1, 2), end(1, 2)],
      [1, 2],
      { staleCommits: 1 },
    ],
    ["a lane that never began", [], [], { lost: 2 }],
  ])("%s", (_name, entries, tokens, problem) => {
    expect(look(entries, tokens)).toEqual({ ...clean, ...problem });
  });

  it("a repetition after a kill is told apart", () => {
    const entries = [start(0, 1, 7), end(0, 1, 7), start(0, 2), end(0, 2), start(1, 2), end(1, 2)];
    expect(look(entries, [2, 2], [7])).toEqual({ ...clean, twiceByFault: 1 });
  });
});
