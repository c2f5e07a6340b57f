import type { StateStore } from "../../state/store.js";
import { runner } from "../runner.js";
import { expiryTests } from "./expiry.js";
import { Kit, type StateStoreContext, type Test } from "./kit.js";
import { durableListTests, durableTests, lifetimeTests } from "./lifetime.js";
import { listTests } from "./lists.js";
import { modelTests } from "./model.js";
import { oddTests } from "./odd.js";
import { processTests, type StateStoreProcesses } from "./processes.js";
import { raceTests } from "./races.js";
import { recordTests } from "./records.js";

export type { StateStoreContext } from "./kit.js";
export type { StateStoreProcesses } from "./processes.js";

export interface StateStoreCapabilities {
  /** What was written is there after the store was closed and created anew with the same context. */
  readonly durable: boolean;
  /** Versions hold over several stores that were created with the same context, as several processes have them. */
  readonly shared: boolean;
  /** `list`, `expired` and `count` work. @default true */
  readonly lists?: boolean;
  /** Has real processes write at once, and be killed, over a shared and durable store. @default none */
  readonly processes?: StateStoreProcesses;
}

export interface StateStoreSuiteOptions {
  /** What the tests are listed under. */
  readonly name: string;
  /** Makes the store, which goes by the context's clock. Called again with the same context for another process's, and after a restart. */
  readonly create: (context: StateStoreContext) => StateStore | Promise<StateStore>;
  readonly capabilities: StateStoreCapabilities;
  /** The test runner's own: vitest's, jest's, node:test's. @default globalThis.describe */
  readonly describe?: (name: string, body: () => void) => unknown;
  /** @default globalThis.it */
  readonly it?: (name: string, body: () => Promise<void>, timeoutMs?: number) => unknown;
}

/** No test depends on how fast it runs: this is for what never ends. */
const timeoutMs = 120_000;

/**
 * Declares the conformance tests of a store of records: what `StateStore` and `StateSpace` promise, test by test.
 *
 * Needs a test runner's `describe` and `it`, and Node: each test has a folder of its own. Assertions are `node:assert`'s.
 *
 * @throws {InvalidArgumentError} there is no `describe` or `it`
 * @example stateStoreSuite({ name: "memory", create: ({ clock }) => memoryStore({ clock }), capabilities: { durable: false, shared: false }, describe, it });
 */
export function stateStoreSuite(options: StateStoreSuiteOptions): void {
  const { name, create, capabilities } = options;
  const describe = options.describe ?? runner("describe");
  const it = options.it ?? runner("it");
  const { durable, lists = true, processes } = capabilities;
  /** By subject. Each declares its tests, in the words of `src/state/store.ts`. */
  const parts: Readonly<Record<string, (test: Test) => void>> = {
    "what is written": recordTests,
    "compare and set": raceTests,
    "what expires": expiryTests,
    ...(lists && { "what is listed": listTests }),
    "odd keys and values": oddTests,
    "opening and closing": lifetimeTests,
    ...(durable && { "what outlives the process": durableTests }),
    ...(durable && lists && { "lists that outlive the process": durableListTests }),
    "a model of it": (test) => modelTests(test, lists),
    ...(processes && process.platform !== "win32" && { "several processes": processTests(processes) }),
  };
  describe(`state store: ${name}`, () => {
    for (const [subject, declare] of Object.entries(parts)) {
      describe(subject, () => {
        declare((title, body) => it(title, () => Kit.use({ create, capabilities }, body), timeoutMs));
      });
    }
  });
}

/** {@link stateStoreSuite}, whose stores keep sessions. */
export const sessionStoreSuite = stateStoreSuite;
