import { afterEach, describe, expect, it, vi } from "vitest";
import { isInvalidArgumentError } from "../../../src/index.js";
import { memoryDriver } from "../../../src/queue/memory-driver.js";
import { type QueueDriverSuiteOptions, queueDriverSuite } from "../../../src/testing/index.js";
import { faults, faulty } from "./faults.js";

interface Declared {
  readonly title: string;
  readonly run: () => Promise<void>;
}

/** The tests that the suite declares, in its order. */
function declare(create: QueueDriverSuiteOptions["create"]): Declared[] {
  const declared: Declared[] = [];
  queueDriverSuite({
    name: "under test",
    create,
    capabilities: { durable: false, clock: "injected" },
    describe: (_, body) => body(),
    it: (title, run) => declared.push({ title, run }),
  });
  return declared;
}

/** The first test that fails. The suite's patience with what waits for ever is over soon: the driver is in memory. */
async function firstFailure(declared: readonly Declared[]): Promise<string | undefined> {
  let now = Date.now();
  vi.spyOn(Date, "now").mockImplementation(() => {
    now += 100;
    return now;
  });
  for (const { title, run } of declared) {
    try {
      await run();
    } catch {
      return title;
    }
  }
  return undefined;
}

describe("queueDriverSuite", () => {
  it.each(Object.entries(faults))(
    "fails a driver of which it is true that %s",
    { timeout: 120_000 },
    async (_, wrap) => {
      expect(await firstFailure(declare(({ clock }) => faulty(memoryDriver({ clock }), wrap)))).toBeDefined();
    },
  );

  it("passes the same driver without a fault around it", { timeout: 120_000 }, async () => {
    expect(await firstFailure(declare(({ clock }) => faulty(memoryDriver({ clock }), () => ({}))))).toBeUndefined();
  });

  describe("without functions given", () => {
    afterEach(() => vi.unstubAllGlobals());
    const options = {
      name: "x",
      create: () => memoryDriver(),
      capabilities: { durable: false, clock: "real" },
    } as const;

    it("takes the global ones", () => {
      const titles: string[] = [];
      vi.stubGlobal("describe", (_: string, body: () => void) => body());
      vi.stubGlobal("it", (title: string) => titles.push(title));
      queueDriverSuite(options);
      expect(titles.length).toBeGreaterThan(90);
      expect(new Set(titles).size).toBe(titles.length);
    });

    it("says so when there are none", () => {
      const error = (() => {
        try {
          queueDriverSuite(options);
        } catch (thrown) {
          return thrown;
        }
      })();
      expect(isInvalidArgumentError(error)).toBe(true);
      expect(String(error)).toMatch(/Expected `describe` to be .* got undefined.*node:test/);
    });
  });
});
