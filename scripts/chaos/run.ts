import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createQueue, type JobCounts, type Queue } from "../../src/queue/index.js";
import { Crew } from "./crew.js";
import { openDriver } from "./drivers.js";
import { examine, type Findings, jobKey, readLog } from "./log.js";
import { OwnRedis } from "./redis.js";
import { type ChaosJob, queueName, type WorkerSettings } from "./settings.js";

export interface ChaosOptions {
  readonly driver: "sqlite" | "bullmq";
  readonly lanes: number;
  readonly perLane: number;
  readonly workers: number;
  /** Jobs beside each other in a worker. */
  readonly concurrency: number;
  readonly workMs: number;
  readonly leaseMs: number;
  /** A worker is killed this often. */
  readonly killEveryMs: number;
  /** Told now and then of the counts. */
  readonly onProgress?: (counts: JobCounts) => void;
}

export interface ChaosResult extends Findings {
  readonly counts: JobCounts;
  readonly kills: number;
  readonly stalls: number;
  readonly restarts: number;
  readonly seconds: number;
}

const workerFile = fileURLToPath(new URL("worker.ts", import.meta.url));

/** Adds jobs while workers are killed, one stands still for longer than its lease, and Redis is restarted; then looks at what happened. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const folder = mkdtempSync(join(tmpdir(), "evolution-kit-chaos-"));
  const redis = options.driver === "bullmq" ? await OwnRedis.start(folder) : undefined;
  const { driver, concurrency, leaseMs, workMs, lanes, perLane } = options;
  const [place, log] = [redis?.url ?? join(folder, "queue.db"), join(folder, "runs.log")];
  writeFileSync(log, "");
  const settings: WorkerSettings = { driver, place, log, concurrency, leaseMs, workMs, keep: lanes * perLane };
  const crew = new Crew({ file: workerFile, settings: () => settings });
  const store = await openDriver(driver, place);
  const queue = createQueue<ChaosJob>({
    name: queueName,
    driver: store,
    lane: ({ lane }) => lane,
    removeOnComplete: { count: lanes * perLane },
  });
  const startedAt = Date.now();
  try {
    for (let i = 0; i < options.workers; i++) crew.start(i);
    const over = new AbortController();
    const trouble = makeTrouble(options, crew, redis, over.signal);
    await addAll(queue, lanes, perLane);
    const counts = await untilDone(queue, options.onProgress);
    over.abort();
    const { stalls, restarts } = await trouble;
    await crew.stop();
    const recorded = await tokensOf(queue);
    const findings = examine({ entries: readLog(log), recorded, lanes, perLane, faulty: crew.faulty });
    const seconds = (Date.now() - startedAt) / 1_000;
    return { ...findings, counts, kills: crew.kills, stalls, restarts, seconds };
  } finally {
    await crew.stop();
    await queue.close();
    await store.close();
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Round by round, so that lanes grow beside each other; every twentieth job fails once. */
async function addAll(queue: Queue<ChaosJob>, lanes: number, perLane: number): Promise<void> {
  for (let seq = 0; seq < perLane; seq++) {
    const jobs = Array.from({ length: lanes }, (_, lane) => ({
      data: { lane: `lane-${lane}`, seq, isFailing: (lane + seq) % 20 === 0 },
      jobId: `${lane}/${seq}`,
    }));
    // A store that was away may have taken them: by their ids they are stored once.
    for (;;) {
      try {
        await queue.addAll(jobs);
        break;
      } catch {
        await pause(100);
      }
    }
  }
}

async function untilDone(queue: Queue<ChaosJob>, onProgress?: (counts: JobCounts) => void): Promise<JobCounts> {
  for (;;) {
    await pause(250);
    const counts = await queue.counts().catch(() => undefined);
    if (!counts) continue;
    onProgress?.(counts);
    if (counts.waiting + counts.active + counts.retrying + counts.delayed === 0) return counts;
  }
}

/** Under which token each completed job was recorded: its processor returned it. */
async function tokensOf(queue: Queue<ChaosJob>): Promise<Map<string, number>> {
  const tokens = new Map<string, number>();
  for (let cursor: string | undefined; ; ) {
    const page = await queue.list("completed", { limit: 1_000, cursor });
    for (const { data, result } of page.jobs) if (data) tokens.set(jobKey(data.lane, data.seq), Number(result));
    cursor = page.cursor;
    if (cursor === undefined) return tokens;
  }
}

async function makeTrouble(options: ChaosOptions, crew: Crew, redis: OwnRedis | undefined, signal: AbortSignal) {
  let [stalls, restarts] = [0, 0];
  for (let round = 1; ; round++) {
    await pause(options.killEveryMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return { stalls, restarts };
    if (round === 2) {
      stalls++;
      await crew.stall(options.leaseMs * 2);
    } else if (round === 4 && redis) {
      restarts++;
      await redis.restart(500);
    } else {
      crew.kill();
    }
  }
}
