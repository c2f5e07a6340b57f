import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ChildTask, childProgram, paddedValue } from "./child.js";
import { type Kit, put, range, readValue, type Test } from "./kit.js";

/** Tests with real processes. */
export interface StateStoreProcesses {
  /** A module that exports `createStore(context)`, which makes the store in a child process. Its clock is the system's. */
  readonly module: string | URL;
  /** Arguments for Node, e.g. `["--import", "tsx"]` for a module in TypeScript. @default none */
  readonly execArgv?: readonly string[];
}

const patienceMs = 90_000;

export function processTests(processes: StateStoreProcesses): (test: Test) => void {
  return (test) => {
    test("1,000 additions by 4 processes at once, each tried again until it is written, lose none", async (kit) => {
      await withChildren(kit, processes, async (start) => {
        const children = range(1, 4).map(() => start({ increments: 250 }));
        await Promise.all(children.map(({ isOver }) => isOver));
        assert.equal(await readValue((await kit.store()).open("processes"), "sum"), "1000");
      });
    });

    test("a process that is killed while it writes leaves the old value or the new one", async (kit) => {
      await withChildren(kit, processes, async (start) => {
        for (const round of range(1, 4)) {
          const { child, told } = start({});
          for (const begin = Date.now(); told().length < 4 * round; await sleep(round)) {
            assert.ok(child.exitCode === null, "the process ended by itself");
            assert.ok(Date.now() - begin < patienceMs, "the process stands still");
          }
          child.kill("SIGKILL");
          await gone(child);
          const acknowledged = Number(told().at(-1));
          const value = (await readValue((await kit.another()).open("processes"), "large")) ?? "";
          const number = Number(value.slice(0, value.indexOf(":")));
          assert.ok(value === paddedValue(number), `a value that is not whole, of ${value.length} characters`);
          assert.ok(number >= acknowledged, `write ${acknowledged} was done, and ${number} is there`);
          await put((await kit.store()).open("processes"), "large", paddedValue(0));
        }
      });
    });
  };
}

interface Child {
  readonly child: ChildProcess;
  /** Rejects with what it said if it failed. */
  readonly isOver: Promise<void>;
  readonly told: () => string[];
}

/** Kills them all in the end. */
async function withChildren(
  kit: Kit,
  { module, execArgv = [] }: StateStoreProcesses,
  body: (start: (task: Pick<ChildTask, "increments">) => Child) => Promise<void>,
): Promise<void> {
  const { folder, id } = kit.context;
  const started: ChildProcess[] = [];
  const start = (given: Pick<ChildTask, "increments">): Child => {
    const [task, log] = [join(folder, `task-${started.length}.json`), join(folder, `log-${started.length}`)];
    const told: ChildTask = { module: String(module), context: { folder, id }, log, ...given };
    writeFileSync(task, JSON.stringify(told));
    const program = [...execArgv, "--input-type=module", "-e", childProgram, "--", task];
    const child = spawn(process.execPath, program, { stdio: ["ignore", "ignore", "pipe"] });
    started.push(child);
    let said = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    const isOver = gone(child).then(() => assert.equal(child.exitCode, 0, `a child process failed: ${said}`));
    isOver.catch(() => {});
    const lines = () => (existsSync(log) ? readFileSync(log, "utf8").split("\n").slice(0, -1) : []);
    return { child, isOver, told: lines };
  };
  try {
    await body(start);
  } finally {
    for (const child of started) {
      child.kill("SIGKILL");
      await gone(child);
    }
  }
}

async function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
