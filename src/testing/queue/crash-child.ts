/** What a job of the crash tests does when it runs for the first time. */
export type Act = "run" | "stop" | "die" | "die settling" | "die settled" | "retry";

/** One line of the log that the processes of a crash test share. */
export interface Entry {
  readonly by: number;
  readonly at: number;
  readonly phase: "ready" | "adding" | "added" | "run" | "stop" | "retry" | "settled" | "failed";
  readonly ids?: readonly string[];
  readonly id?: string;
  readonly lane?: string;
  readonly token?: number;
  /** When the `take` began that the lease came from: it runs out no earlier than `leaseMs` later. */
  readonly from?: number;
  readonly settled?: string;
  readonly message?: string;
}

/** What a child process is told. */
export interface ChildTask {
  readonly module: string;
  readonly context: { readonly folder: string; readonly id: string };
  readonly queue: string;
  readonly settings: object;
  readonly log: string;
  /** A producer adds them, one call after another; without them it is a worker. */
  readonly batches?: readonly (readonly object[])[];
}

/** The program of a child process. A text, so that it is found however this package is bundled. */
export const childProgram = `
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const { module, context, queue, settings, log, batches } = JSON.parse(readFileSync(process.argv.at(-1), "utf8"));
const { createDriver } = await import(module);
const clock = { now: Date.now, sleep: (ms, signal) => sleep(ms, undefined, { signal }) };
const driver = await createDriver({ ...context, clock });
const backend = driver.open(queue, settings);
const note = (entry) => appendFileSync(log, JSON.stringify({ by: process.pid, at: Date.now(), ...entry }) + "\\n");
const die = () => process.kill(process.pid, "SIGKILL");

async function until(call) {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      note({ phase: "failed", message: String(error) });
      await sleep(50);
    }
  }
}

function isFirst(id) {
  try {
    writeFileSync(join(context.folder, "first-" + encodeURIComponent(id)), "", { flag: "wx" });
    return true;
  } catch {
    return false;
  }
}

async function run(lease, from) {
  for (const { id, data } of lease.jobs) {
    const told = { id, lane: lease.lane, token: lease.token };
    note({ phase: "run", from, ...told });
    const { act } = JSON.parse(data);
    const chosen = act !== "run" && isFirst(id) ? act : "run";
    if (chosen === "die") die();
    if (chosen === "stop") {
      note({ phase: "stop", ...told });
      process.kill(process.pid, "SIGSTOP");
    }
    await sleep(2);
    if (chosen === "retry") {
      note({ phase: "retry", ...told });
      const error = { at: Date.now(), name: "Error", message: "once" };
      await until(() => backend.settle(lease, [{ id, kind: "retry", delayMs: 50, isCounted: true, error }]));
      return;
    }
    const settling = until(() => backend.settle(lease, [{ id, kind: "completed" }]));
    if (chosen === "die settling") die();
    const settled = await settling;
    if (chosen === "die settled") die();
    note({ phase: "settled", settled, ...told });
    if (settled === "lost") return;
  }
}

note({ phase: "ready" });
if (batches) {
  for (const jobs of batches) {
    const ids = jobs.map(({ id }) => id);
    note({ phase: "adding", ids });
    await until(() => backend.addAll(jobs));
    note({ phase: "added", ids });
  }
  await backend.close();
  await driver.close();
} else {
  for (;;) {
    const from = Date.now();
    const leases = await until(() => backend.take({ max: 3, waitMs: 200 }));
    await Promise.all(leases.map((lease) => run(lease, from)));
  }
}
`;
