import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { QueueDriver } from "../../src/queue/index.js";
import { queue, sqlite } from "./dist.js";
import { absolute, type Bench, type Contestant, type Row } from "./measure.js";
import { bareBullmq, lanesOnBullmq } from "./queue-bullmq.js";

const lanes = 500;
const concurrency = 50;
/** Jobs are added so many at a time, as a webhook under load or an outbox does. */
const atOnce = 100;

interface Item {
  readonly lane: string;
  readonly text: string;
}

export const item = (i: number): Item => ({ lane: `lane-${i % lanes}`, text: "Where is my order?" });

/** Adds jobs and waits until all have run, through `createQueue`. */
export async function throughQueue(driver: QueueDriver, name: string, count: number): Promise<void> {
  const { createQueue } = await queue();
  let left = count;
  let done = () => {};
  const all = new Promise<void>((resolve) => {
    done = resolve;
  });
  const work = createQueue<Item>({
    ...{ name, driver, concurrency, lane: ({ lane }) => lane },
    processor: () => {
      if (--left === 0) done();
    },
  });
  for (let i = 0; i < count; i += atOnce) {
    const size = Math.min(atOnce, count - i);
    await work.addAll(Array.from({ length: size }, (_, k) => ({ data: item(i + k) })));
  }
  await all;
  await work.close();
}

/** The driver alone: adds, takes and settles, one job after another. */
async function throughDriver(driver: QueueDriver, name: string, count: number): Promise<void> {
  const backend = driver.open(name, settings);
  for (let i = 0; i < count; i++) await backend.addAll([jobOf(i)]);
  for (let done = 0; done < count; ) {
    for (const lease of await backend.take({ max: concurrency, waitMs: 0 })) {
      for (const { id } of lease.jobs) await backend.settle(lease, [{ id, kind: "completed" }]);
      done += lease.jobs.length;
    }
  }
  await backend.close();
}

const settings = {
  ...{ maxSize: 10, debounceMs: 0, maxWaitMs: 0, leaseMs: 30_000, rememberMs: 86_400_000 },
  keepCompleted: { ageMs: 3_600_000, count: 1_000 },
};

const jobOf = (i: number) => {
  const { lane, text } = item(i);
  return { id: `job-${i}`, lane, data: JSON.stringify({ text }), priority: 0, delayMs: 0, isOnce: true };
};

export async function queueRows(rounds: number, share: number): Promise<Row[]> {
  const { memoryDriver } = await queue();
  const { sqliteDriver } = await sqlite();
  const folder = mkdtempSync(join(tmpdir(), "evolution-kit-bench-"));
  const file = sqliteDriver({ file: join(folder, "queue.db") });
  let runs = 0;
  const contestants: [Contestant, number?][] = [
    [{ name: "memoryDriver", count: 100_000, run: (n) => throughDriver(memoryDriver(), "bench", n) }, 200_000],
    [{ name: "createQueue on memoryDriver", count: 50_000, run: (n) => throughQueue(memoryDriver(), "bench", n) }],
    [
      { name: "createQueue on sqliteDriver", count: 10_000, run: (n) => throughQueue(file, `bench-${runs++}`, n) },
      5_000,
    ],
  ];
  const rows: Row[] = [];
  for (const [contestant, atLeast] of contestants) rows.push(await absolute(contestant, rounds, share, atLeast));
  await file.close();
  rmSync(folder, { recursive: true, force: true });
  return rows;
}

/** What adding a job and removing it again cost when so many wait already, against 1,000. */
export async function queueBenches(many: number): Promise<Bench[]> {
  const { memoryDriver } = await queue();
  const { sqliteDriver } = await sqlite();
  const folder = mkdtempSync(join(tmpdir(), "evolution-kit-bench-"));
  const drivers = [memoryDriver({ maxJobs: 10_000_000 }), sqliteDriver({ file: join(folder, "queue.db") })];
  const benches: Bench[] = [];
  for (const driver of drivers) {
    const count = driver.name === "memory" ? 20_000 : 2_000;
    benches.push({
      name: `adding and removing beside ${many.toLocaleString("en")} waiting jobs, ${driver.name}`,
      ours: await adding(driver, many, count),
      others: [{ ...(await adding(driver, 1_000, count)), atLeast: 0.7 }],
      close: async () => {
        await driver.close();
        if (driver.name !== "memory") rmSync(folder, { recursive: true, force: true });
      },
    });
  }
  return [
    ...benches,
    { name: "bullmqDriver with lanes", ours: lanesOnBullmq, others: [{ ...bareBullmq, atLeast: 0.7 }] },
  ];
}

/** Adds, and takes out again what it added, so that as many wait the next time. */
async function adding(driver: QueueDriver, waiting: number, count: number): Promise<Contestant> {
  const backend = driver.open(`waiting-${waiting}`, settings);
  for (let i = 0; i < waiting; i += 1_000) {
    await backend.addAll(Array.from({ length: 1_000 }, (_, k) => jobOf(i + k)));
  }
  let next = waiting;
  return {
    name: waiting.toLocaleString("en"),
    count,
    run: async (times) => {
      const first = next;
      for (let i = 0; i < times; i++) await backend.addAll([jobOf(next++)]);
      for (let i = first; i < next; i++) await backend.remove(`job-${i}`);
    },
  };
}
