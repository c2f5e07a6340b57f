import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { NewJob, QueueBackend } from "../../queue/driver.js";
import { type ChildTask, childProgram, type Entry } from "./crash-child.js";
import { readLog } from "./crash-log.js";
import { type Kit, settings as usual } from "./kit.js";

/** Tests that kill and stop real processes. */
export interface QueueDriverProcesses {
  /** A module that exports `createDriver(context)`, which makes the driver in a child process. Its clock is the system's. */
  readonly module: string | URL;
  /** Arguments for Node, e.g. `["--import", "tsx"]` for a module in TypeScript. @default none */
  readonly execArgv?: readonly string[];
}

const patienceMs = 90_000;
export const settings = { ...usual, maxSize: 3, leaseMs: 1_000 };

/** The processes of a test, and the queue they share. */
export interface Children {
  readonly queue: QueueBackend;
  start(batches?: NewJob[][]): ChildProcess;
  workers(): ChildProcess[];
  log(): Entry[];
  /** Throws what a child said that ended by itself. */
  check(): void;
}

/** Kills them all in the end. */
export async function withChildren(
  kit: Kit,
  { module, execArgv = [] }: QueueDriverProcesses,
  body: (children: Children) => Promise<void>,
) {
  const { folder, id } = kit.context;
  const log = join(folder, "crash.log");
  const started: { child: ChildProcess; isWorker: boolean; said: string }[] = [];
  const children: Children = {
    queue: await kit.openNamed(await kit.driver(), "crash", settings),
    start(batches) {
      const task = join(folder, `task-${started.length}.json`);
      const told: ChildTask = {
        module: String(module),
        context: { folder, id },
        queue: "crash",
        settings,
        log,
        ...(batches && { batches }),
      };
      writeFileSync(task, JSON.stringify(told));
      const given = [...execArgv, "--input-type=module", "-e", childProgram, "--", task];
      const child = spawn(process.execPath, given, { stdio: ["ignore", "ignore", "pipe"] });
      const entry = { child, isWorker: !batches, said: "" };
      child.stderr?.setEncoding("utf8").on("data", (text: string) => {
        entry.said += text;
      });
      started.push(entry);
      return child;
    },
    workers: () =>
      started
        .filter(
          ({ child, isWorker }) => isWorker && child.exitCode === null && child.signalCode === null && !child.killed,
        )
        .map(({ child }) => child),
    log: () => readLog(log),
    check() {
      for (const { child, said } of started) {
        if (child.exitCode !== null && child.exitCode !== 0)
          throw new Error(`A child process ended with ${child.exitCode}: ${said}`);
      }
    },
  };
  try {
    await body(children);
  } finally {
    for (const { child } of started) {
      child.kill("SIGKILL");
      await gone(child);
    }
  }
}

export async function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

/** Waits with patience, unless a child ends by itself. */
export async function until(isSo: () => Promise<boolean>, children: Children): Promise<void> {
  for (const start = Date.now(); !(await isSo()); await sleep(20)) {
    children.check();
    if (Date.now() - start > patienceMs) {
      const tail = children
        .log()
        .slice(-20)
        .map((entry) => JSON.stringify(entry));
      throw new Error(`The queue stands still. ${JSON.stringify(await children.queue.counts())}\n${tail.join("\n")}`);
    }
  }
}
