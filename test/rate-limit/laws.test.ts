import fc from "fast-check";
import { expect, it } from "vitest";
import { createRateLimiter, type LimitRule, type LimitStore, memoryLimits } from "../../src/rate-limit/index.js";
import { runs } from "../support/properties.js";
import { minute } from "./kit.js";

/** A store whose answers come in any order. */
function shuffled(scheduler: fc.Scheduler): LimitStore {
  const { name, isShared, ...inner } = memoryLimits();
  const later =
    <Given extends unknown[], Answer>(label: string, call: (...given: Given) => Promise<Answer>) =>
    async (...given: Given) => {
      await scheduler.schedule(Promise.resolve(), `${label} begins`);
      const answer = await call(...given);
      await scheduler.schedule(Promise.resolve(), `${label} answers`);
      return answer;
    };
  return {
    name,
    isShared,
    read: later("read", inner.read),
    add: later("add", inner.add),
    takeBack: later("takeBack", inner.takeBack),
    set: later("set", inner.set),
    delete: later("delete", inner.delete),
  };
}

const rule = (name: string) =>
  fc.record({
    name: fc.constant(name),
    by: fc.constant("instance" as const),
    limit: fc.integer({ min: 0, max: 12 }),
    windowMs: fc.constant(60 * minute),
    burst: fc.option(fc.record({ limit: fc.integer({ min: 0, max: 5 }), windowMs: fc.constant(60 * minute) }), {
      nil: undefined,
    }),
  });

it("whatever comes together, no rule is exceeded, and in the end each has counted just what passed", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.tuple(rule("a"), rule("b"), rule("c")),
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 14 }),
      async (scheduler, rules: LimitRule[], costs) => {
        interface Piece {
          readonly instanceName: string;
          readonly cost: number;
        }
        const limiter = createRateLimiter<Piece>({
          rules,
          store: shuffled(scheduler),
          cost: ({ cost }) => cost,
          onStoreError: "deny",
          timeoutMs: 600_000,
        });
        const deciding = Promise.all(costs.map((cost) => limiter.check({ instanceName: "shop", cost })));
        await scheduler.waitFor(deciding);
        const passed = (await deciding).reduce((sum, { allowed }, i) => sum + (allowed ? (costs[i] ?? 0) : 0), 0);
        const looking = limiter.peek({ instanceName: "shop", cost: 1 });
        await scheduler.waitFor(looking);
        const { rules: states } = await looking;
        for (const [i, { limit, burst }] of rules.entries()) {
          const most = (limit as number) + (burst?.limit ?? 0);
          expect(passed).toBeLessThanOrEqual(most);
          expect(states[i]?.remaining).toBe(most - passed);
        }
      },
    ),
    { numRuns: runs(300) },
  );
});
