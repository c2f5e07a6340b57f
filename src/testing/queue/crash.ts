import assert from "node:assert/strict";
import type { NewJob } from "../../queue/driver.js";
import type { Act, Entry } from "./crash-child.js";
import { type Children, gone, type QueueDriverProcesses, settings, until, withChildren } from "./crash-children.js";
import { judge } from "./crash-log.js";
import { job, listAll, range } from "./jobs.js";
import type { Test } from "./kit.js";

const lanes = ["a", "b", "c", "d", "e"];

export function crashTests(processes: QueueDriverProcesses): (test: Test) => void {
  return (test) => {
    test("workers that are killed or stopped lose nothing, run nothing twice without need, and keep the order", async (kit) => {
      await withChildren(kit, processes, async (children) => {
        const acts = new Map<number, Act>([
          [3, "die"],
          [6, "stop"],
          [9, "retry"],
          [12, "die settling"],
          [15, "die settled"],
        ]);
        const producers = ["x", "y"].map((name) => children.start(batches(name, 10, name === "x" ? acts : new Map())));
        for (const _ of range(1, 2)) children.start();
        const killedAt = [20, 60, 100];
        await until(async () => {
          const log = children.log();
          const settled = log.filter(({ phase }) => phase === "settled").length;
          if (settled >= (killedAt[0] ?? Number.POSITIVE_INFINITY)) {
            killedAt.shift();
            children
              .workers()
              .at(settled % 2)
              ?.kill("SIGKILL");
          }
          const sleepers = stopped(log, children);
          for (const sleeper of sleepers) if (isReplaced(sleeper, log)) process.kill(sleeper.by, "SIGCONT");
          while (children.workers().length < 2 + sleepers.length) children.start();
          const { waiting, active, retrying, delayed } = await children.queue.counts();
          const isAdded = producers.every(({ exitCode }) => exitCode === 0);
          return isAdded && waiting + active + retrying + delayed === 0 && sleepers.length === 0;
        }, children);
        const completed = (await listAll(children.queue, { state: "completed" })).map(({ id }) => id);
        assert.deepEqual(completed.sort(), added(children.log()).sort());
        assert.equal(completed.length, 2 * 10 * 2 * lanes.length);
        judge(children.log(), completed, settings.leaseMs);
        for (const entry of children.log().filter(({ phase }) => phase === "stop")) {
          assert.notEqual(answerOf(entry, children.log())?.settled, "done", "a worker that slept through its lease");
        }
      });
    });

    test("what a killed producer was told is there, and each call of it whole or not at all", async (kit) => {
      await withChildren(kit, processes, async (children) => {
        for (const round of range(1, 3)) {
          const producer = children.start(batches(`p${round}`, 2_000, new Map()));
          const isUnderWay = () =>
            children.log().filter(({ by, phase }) => by === producer.pid && phase === "added").length > 3 * round;
          await until(async () => isUnderWay(), children);
          producer.kill("SIGKILL");
          await gone(producer);
        }
        let kept = new Set<string>();
        // The last call may have been under way to a server.
        await kit.time.eventually(async () => {
          kept = new Set((await listAll(children.queue, { state: "waiting" }, 1_000)).map(({ id }) => id));
          assert.equal((await children.queue.counts()).waiting, kept.size);
        });
        for (const { phase, ids = [] } of children.log()) {
          const there = ids.filter((id) => kept.has(id)).length;
          if (phase === "added") assert.equal(there, ids.length, "jobs that were added are gone");
          if (phase === "adding")
            assert.ok(there === 0 || there === ids.length, `${there} of a call's ${ids.length} jobs`);
        }
      });
    });
  };
}

/** Calls of `addAll` with two jobs of each lane. The acts are those of the first lane's jobs. */
function batches(producer: string, count: number, acts: ReadonlyMap<number, Act>): NewJob[][] {
  return range(0, count - 1).map((batch) =>
    lanes.flatMap((lane) =>
      [batch * 2, batch * 2 + 1].map((number) => {
        const act = (lane === lanes[number % lanes.length] && acts.get(number)) || "run";
        return job(`${lane} ${producer} ${number}`, { lane, data: JSON.stringify({ act }) });
      }),
    ),
  );
}

function added(log: readonly Entry[]): string[] {
  return log.flatMap(({ phase, ids = [] }) => (phase === "added" ? ids : []));
}

/** Workers that stopped in the middle of a job, are alive, and did not go on. */
function stopped(log: readonly Entry[], children: Children): Entry[] {
  const alive = new Set(children.workers().map(({ pid }) => pid));
  return log.filter((entry) => entry.phase === "stop" && alive.has(entry.by) && !answerOf(entry, log));
}

/** Whether another worker has what this one had. */
function isReplaced({ id, token = 0 }: Entry, log: readonly Entry[]): boolean {
  return log.some((other) => other.phase === "run" && other.id === id && (other.token ?? 0) > token);
}

/** What the worker was answered when it had gone on. */
function answerOf({ by, id, token }: Entry, log: readonly Entry[]): Entry | undefined {
  return log.find((one) => one.phase === "settled" && one.by === by && one.id === id && one.token === token);
}
