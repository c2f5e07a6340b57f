import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../src/internal/clock.js";
import { newFile, openQueue, settings } from "./setup.js";

const program = fileURLToPath(new URL("child.ts", import.meta.url));

/** Another process, and what it has said so far. */
function start(file: string, role: "add" | "work" | "hang", name: string, count = 0) {
  const child = fork(program, [file, role, name, String(count)], { execArgv: ["--import", "tsx"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said: string[] = [];
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  child.on("message", (text: string) => {
    said.push(text);
    changed();
  });
  // What it said last may arrive after its end.
  const exited = Promise.all([once(child, "exit"), once(child, "disconnect")]).finally(changed);
  const until = async (isSo: () => boolean) => {
    while (!isSo()) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error("the process ended too early");
      await new Promise<void>((resolve) => listeners.add(resolve));
      listeners.clear();
    }
  };
  return { child, said, exited, until };
}

describe("several processes on one file", () => {
  it("killed in the middle of adding: everything it was told is there, and no half of a call", async () => {
    const file = newFile();
    const told: string[] = [];
    for (const [name, calls] of Object.entries({ first: 1, second: 40, third: 7 })) {
      const adder = start(file, "add", name, 1_000_000);
      await adder.until(() => adder.said.length >= calls);
      adder.child.kill("SIGKILL");
      await adder.exited;
      told.push(...adder.said);
    }
    const { queue } = openQueue({ file });
    for (const id of told) expect(await queue.get(id)).toMatchObject({ state: "waiting", id });
    const { waiting } = await queue.counts();
    let listed = 0;
    for (let cursor: string | undefined; ; ) {
      const page = await queue.list({ state: "waiting", limit: 500, ...(cursor !== undefined && { cursor }) });
      listed += page.jobs.length;
      cursor = page.cursor;
      if (cursor === undefined) break;
    }
    // The counts are kept beside the jobs: they agree also after a kill.
    expect(listed).toBe(waiting);
    expect(waiting).toBeGreaterThanOrEqual(told.length);
  }, 120_000);

  it("make a new file together, add to it together, and each job is worked on once and in order", async () => {
    const file = newFile();
    const count = 200;
    const workers = ["w1", "w2"].map((name) => start(file, "work", name));
    const adders = ["a", "b", "c"].map((name) => start(file, "add", name, count));
    await Promise.all(adders.map(({ exited }) => exited));
    expect(adders.map(({ said }) => said.length)).toEqual([count, count, count]);

    const done = () => workers.flatMap(({ said }) => said.filter((text) => text.startsWith("done ")));
    await Promise.race(workers.map(({ until }) => until(() => done().length >= 3 * count)));
    for (const { child } of workers) child.send("stop");
    await Promise.all(workers.map(({ exited }) => exited));

    expect(new Set(done()).size).toBe(3 * count);
    expect(workers.flatMap(({ said }) => said).filter((text) => text.startsWith("begin"))).toHaveLength(3 * count);
    for (const { said } of workers) {
      const last = new Map<string, number>();
      for (const text of said) {
        const [word, lane = "", id = ""] = text.split(" ");
        if (word !== "begin") continue;
        const number = Number(id.split("-")[1]);
        expect(number).toBeGreaterThan(last.get(lane) ?? -1);
        last.set(lane, number);
      }
    }
    const { queue } = openQueue({ file });
    expect(await queue.counts()).toMatchObject({ waiting: 0, active: 0, dead: 0, completed: 100 });
  }, 120_000);

  it("killed while it works: another process is given the same jobs once the lease is over", async () => {
    const file = newFile();
    const adder = start(file, "add", "x", 5);
    await adder.exited;
    const worker = start(file, "hang", "w");
    await worker.until(() => worker.said.length === 5);
    worker.child.kill("SIGKILL");
    await worker.exited;

    const now = openQueue({ file });
    expect(await now.queue.take({ max: 9, waitMs: 0 })).toEqual([]);
    const later = { ...systemClock, now: () => Date.now() + settings.leaseMs };
    const leases = await openQueue({ file, clock: later }).queue.take({ max: 9, waitMs: 0 });
    expect(leases.map(({ lane, jobs }) => `begin ${lane} ${jobs[0]?.id}`).sort()).toEqual(worker.said.sort());
    expect(leases.every(({ isRecovered, jobs }) => isRecovered && jobs[0]?.stalls === 1)).toBe(true);
  }, 120_000);
});
