import fc from "fast-check";
import Keyv from "keyv";
import { describe, expect, it } from "vitest";
import { KeyvKeys, MemoryKeys } from "../../src/webhooks/known-keys.js";
import { manualClock } from "../support/manual-clock.js";

const key = fc.integer({ min: 0, max: 30 }).map(String);
const step = fc.oneof(
  { weight: 4, arbitrary: key.map((added) => ({ added })) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 50 }).map((ms) => ({ ms })) },
);
const times = fc.array(fc.oneof(fc.integer(), fc.constantFrom(Number.NaN, Infinity, -Infinity)), { minLength: 1 });

describe("in memory", () => {
  it("never keeps more than maxKeys, and forgets neither the newest nor any other too early", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 8 }), (steps, maxKeys) => {
        const clock = manualClock(0);
        const ttlMs = 60;
        const keys = new MemoryKeys(clock, ttlMs, maxKeys);
        /** What was recorded when, the newest last. */
        let recorded: { key: string; at: number }[] = [];
        for (const each of steps) {
          if ("ms" in each) clock.advance(each.ms);
          else {
            keys.add(each.added);
            recorded = [...recorded.filter(({ key }) => key !== each.added), { key: each.added, at: clock.now() }];
          }
          expect(keys.size).toBeLessThanOrEqual(maxKeys);
          const known = recorded.slice(-maxKeys).filter(({ at }) => clock.now() < at + ttlMs);
          for (let i = 0; i <= 30; i++) expect(keys.has(String(i))).toBe(known.some(({ key }) => key === String(i)));
        }
      }),
    );
  });

  it("keeps at most maxKeys, and the newest, whatever the clock says", () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 8 }), (nows, maxKeys) => {
        let now = 0;
        const keys = new MemoryKeys({ now: () => now }, 1_000, maxKeys);
        nows.forEach((at, i) => {
          now = at;
          keys.add(`k${i}`);
          expect(keys.size).toBeLessThanOrEqual(maxKeys);
          if (at !== Infinity && at !== -Infinity) expect(keys.has(`k${i}`)).toBe(true);
        });
      }),
    );
  });

  it("is not shortened by a clock that goes back", () => {
    const clock = manualClock(100_000);
    const keys = new MemoryKeys(clock, 1_000, 10);
    keys.add("a");
    clock.advance(-50_000);
    keys.add("b");
    expect([keys.has("a"), keys.has("b")]).toEqual([true, true]);
    clock.advance(1_000);
    expect([keys.has("a"), keys.has("b")]).toEqual([true, false]);
  });
});

describe("in a Keyv", () => {
  it("keeps when to forget, and goes by our clock", async () => {
    const keyv = new Keyv({ throwOnErrors: true });
    const clock = manualClock(Date.now());
    const keys = new KeyvKeys(clock, 1_000, keyv);
    expect(await keys.has("a")).toBe(false);
    await keys.add("a");
    expect([await keys.has("a"), await keyv.get("a")]).toEqual([true, clock.now() + 1_000]);
    clock.advance(1_000);
    expect(await keys.has("a")).toBe(false);
  });

  it("does not take another's value for its own", async () => {
    const keyv = new Keyv({ throwOnErrors: true });
    await keyv.set("a", { messages: 1 });
    expect(await new KeyvKeys(manualClock(), 1_000, keyv).has("a")).toBe(false);
  });
});
