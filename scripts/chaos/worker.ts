import { appendFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { createQueue } from "../../src/queue/index.js";
import { openDriver } from "./drivers.js";
import { type Entry, lineOf } from "./log.js";
import { type ChaosJob, queueName, type WorkerSettings } from "./settings.js";

const settings = JSON.parse(process.argv[2] ?? "") as WorkerSettings;
const driver = await openDriver(settings.driver, settings.place);

/** Appending a line is one step: lines of several processes do not mix, and what is written outlives the process. */
function note(kind: Entry["kind"], { lane, seq }: ChaosJob, token: number): void {
  appendFileSync(settings.log, lineOf({ kind, pid: process.pid, lane, seq, token }));
}

const queue = createQueue<ChaosJob>({
  name: queueName,
  driver,
  concurrency: settings.concurrency,
  leaseMs: settings.leaseMs,
  backoff: { minTimeout: 200, maxTimeout: 200 },
  lane: ({ lane }) => lane,
  removeOnComplete: { count: settings.keep },
  processor: async ([job], { token }) => {
    note("start", job.data, token);
    await pause(Math.random() * 2 * settings.workMs);
    if (job.data.isFailing && job.attempt === 1) throw new Error("fails once");
    note("end", job.data, token);
    return token;
  },
});
// The store is away for a while: the queue goes on by itself.
queue.on("error", () => {});
process.on("SIGTERM", () => {
  void queue.close().then(() => driver.close());
});
