import { afterEach, describe, expect, it, vi } from "vitest";
import { isInvalidArgumentError } from "../../../src/index.js";
import { memoryStore } from "../../../src/state/index.js";
import { type StateStoreSuiteOptions, sessionStoreSuite, stateStoreSuite } from "../../../src/testing/index.js";
import { faults, faulty, storeFaults } from "./faults.js";

interface Declared {
  readonly title: string;
  readonly run: () => Promise<void>;
}

/** The tests that the suite declares, in its order. */
function declare(create: StateStoreSuiteOptions["create"], lists = true): Declared[] {
  const declared: Declared[] = [];
  stateStoreSuite({
    name: "under test",
    create,
    capabilities: { durable: false, shared: false, lists },
    describe: (_, body) => body(),
    it: (title, run) => declared.push({ title, run }),
  });
  return declared;
}

async function firstFailure(declared: readonly Declared[]): Promise<string | undefined> {
  for (const { title, run } of declared) {
    try {
      await run();
    } catch (error) {
      return `${title}: ${String(error)}`;
    }
  }
  return undefined;
}

describe("stateStoreSuite", () => {
  it.each(Object.entries(faults))("fails a store of which it is true that %s", async (_, wrap) => {
    expect(await firstFailure(declare(({ clock }) => faulty(memoryStore({ clock }), wrap)))).toBeDefined();
  });

  it.each(Object.entries(storeFaults))("fails a store of which it is true that %s", async (_, wrap) => {
    const create: StateStoreSuiteOptions["create"] = ({ clock }) => {
      const real = memoryStore({ clock });
      return { ...real, ...wrap(real) };
    };
    expect(await firstFailure(declare(create))).toBeDefined();
  });

  it("passes the same store without a fault around it", async () => {
    expect(await firstFailure(declare(({ clock }) => faulty(memoryStore({ clock }), () => ({}))))).toBeUndefined();
  });

  it("leaves lists out where a store has none", () => {
    const all = declare(() => memoryStore()).map(({ title }) => title);
    const some = declare(() => memoryStore(), false).map(({ title }) => title);
    expect(new Set(all).size).toBe(all.length);
    expect(some.length).toBeGreaterThan(35);
    expect(all.length - some.length).toBeGreaterThan(8);
  });

  it("is the suite of stores of sessions", () => expect(sessionStoreSuite).toBe(stateStoreSuite));

  describe("without functions given", () => {
    afterEach(() => vi.unstubAllGlobals());

    it("says so when there are none", () => {
      vi.stubGlobal("describe", undefined);
      const options = { name: "x", create: () => memoryStore(), capabilities: { durable: false, shared: false } };
      const error = (() => {
        try {
          stateStoreSuite(options);
        } catch (thrown) {
          return thrown;
        }
      })();
      expect(isInvalidArgumentError(error)).toBe(true);
    });
  });
});
