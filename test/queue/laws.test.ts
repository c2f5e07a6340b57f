import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "../support/properties.js";
import { around, orders, setUp } from "./kit.js";

/** What becomes of a call of the store. */
type Fate = "ok" | "fails before" | "fails after";

const fates = fc.array(fc.constantFrom<Fate>("ok", "ok", "ok", "fails before", "fails after"), { maxLength: 60 });

describe("whatever calls of the store fail, and whichever worker leaves", () => {
  it("each job succeeds once, in the order of its lane, and is told of once", async () => {
    const lanes = ["a", "b", "c"];
    const size = 12;
    await fc.assert(
      fc.asyncProperty(
        fates,
        fc.array(fc.boolean(), { maxLength: 20 }),
        fc.integer({ min: 0, max: 200 }),
        fc.boolean(),
        async (givenFates, givenFailures, closeAfterMs, isBatch) => {
          const [fates, failures] = [[...givenFates], [...givenFailures]];
          const { clock, open } = setUp((driver) =>
            around(driver, async (method, call) => {
              const fate = method === "close" || method === "counts" ? "ok" : fates.shift();
              if (fate === "fails before") throw new Error(method);
              const answer = await call();
              if (fate === "fails after") throw new Error(method);
              return answer;
            }),
          );
          const succeeded: string[] = [];
          const told: string[] = [];
          const running = new Set<string>();
          const worker = () => {
            const queue = open({
              ...{ concurrency: 2, leaseMs: 300_000, timeoutMs: 60_000, maxStalls: 1_000, attempts: 1_000 },
              ...(isBatch && { batch: { debounceMs: 20, maxWaitMs: 50, maxSize: 4 } }),
              processor: async (jobs) => {
                const [{ lane }] = jobs;
                expect(running.has(lane)).toBe(false);
                running.add(lane);
                await clock.sleep(5);
                running.delete(lane);
                if (failures.shift()) throw new Error("no");
                succeeded.push(...jobs.map(({ id }) => id));
              },
            });
            queue.on("completed", ({ jobs }) => told.push(...jobs.map(({ id }) => id)));
            return queue;
          };
          const [one, two] = [worker(), worker()];
          for (const lane of lanes) {
            const add = (): Promise<unknown> => one.addAll(orders(lane, size)).catch(add);
            await add();
          }
          await clock.advance(closeAfterMs);
          const closing = one.close({ timeoutMs: 120_000 });
          for (let left = 1, i = 0; left > 0 && i < 1_000; i++) {
            await clock.advance(10_000);
            const { waiting, retrying, active } = await two.counts();
            left = waiting + retrying + active;
          }
          await clock.advance(10_000);
          await closing;
          expect(await two.counts()).toMatchObject({ waiting: 0, retrying: 0, active: 0, dead: 0 });
          for (const lane of lanes) {
            const ids = orders(lane, size).map(({ jobId }) => jobId);
            expect(succeeded.filter((id) => id.startsWith(lane))).toEqual(ids);
            // An answer that was lost is told of late.
            expect(told.filter((id) => id.startsWith(lane)).sort()).toEqual(ids.sort());
          }
          await two.close();
          expect(clock.sleepers()).toEqual([]);
        },
      ),
      { numRuns: runs(60) },
    );
  });
});
