import type { QueueDriver } from "../../queue/driver.js";
import { runner } from "../runner.js";
import { addingTests } from "./adding.js";
import { burstTests } from "./bursts.js";
import { changeTests } from "./changes.js";
import { crashTests } from "./crash.js";
import type { QueueDriverProcesses } from "./crash-children.js";
import { delayTests } from "./delays.js";
import { keepingTests } from "./keeping.js";
import { Kit, type QueueDriverContext, type Test } from "./kit.js";
import { leaseTests } from "./leases.js";
import { durableTests, lifetimeTests } from "./lifetime.js";
import { modelTests } from "./model.js";
import { oddTests } from "./odd.js";
import { orderTests } from "./order.js";
import { pauseTests } from "./pauses.js";
import { retryTests } from "./retries.js";
import { turnTests } from "./turns.js";
import { viewTests } from "./views.js";
import { waitingTests } from "./waiting.js";

export type { QueueDriverProcesses } from "./crash-children.js";
export type { QueueDriverContext } from "./kit.js";

export interface QueueDriverCapabilities {
  /** What was added is there after the driver was closed and created anew with the same context. */
  readonly durable: boolean;
  /** `"injected"`: the driver goes by the context's clock, and no test waits. `"real"`: by one of its own. */
  readonly clock: "injected" | "real";
  /** Has real processes killed and stopped over a durable driver. Not on Windows, which has no such signals. @default none */
  readonly processes?: QueueDriverProcesses;
}

export interface QueueDriverSuiteOptions {
  /** What the tests are listed under. */
  readonly name: string;
  /** Makes the driver. Called again with the same context for another process's driver, and after a restart. */
  readonly create: (context: QueueDriverContext) => QueueDriver | Promise<QueueDriver>;
  readonly capabilities: QueueDriverCapabilities;
  /** The test runner's own: vitest's, jest's, node:test's. @default globalThis.describe */
  readonly describe?: (name: string, body: () => void) => unknown;
  /** @default globalThis.it */
  readonly it?: (name: string, body: () => Promise<void>, timeoutMs?: number) => unknown;
}

/** By subject. Each declares its tests, in the words of `src/queue/driver.ts`. */
const parts: Readonly<Record<string, (test: Test) => void>> = {
  "what is added": addingTests,
  "the order of a lane": orderTests,
  "turns of lanes": turnTests,
  "bursts that are handed out together": burstTests,
  "delayed jobs": delayTests,
  retries: retryTests,
  leases: leaseTests,
  pauses: pauseTests,
  "takes that wait": waitingTests,
  "what a queue tells": viewTests,
  "jobs that are removed, brought back and moved": changeTests,
  "completed jobs": keepingTests,
  "odd names and payloads": oddTests,
  "opening and closing": lifetimeTests,
  "a model of it": modelTests,
};

/** No test depends on how fast it runs: this is for what never ends. */
const timeoutMs = 120_000;

/**
 * Declares the conformance tests of a queue driver: what `QueueDriver` and `QueueBackend` promise, test by test.
 *
 * Needs a test runner's `describe` and `it`, and Node: each test has a folder of its own. Assertions are `node:assert`'s.
 *
 * @throws {InvalidArgumentError} there is no `describe` or `it`
 * @example queueDriverSuite({ name: "memory", create: ({ clock }) => memoryDriver({ clock }), capabilities: { durable: false, clock: "injected" }, describe, it });
 */
export function queueDriverSuite(options: QueueDriverSuiteOptions): void {
  const { name, create, capabilities } = options;
  const describe = options.describe ?? runner("describe");
  const it = options.it ?? runner("it");
  describe(`queue driver: ${name}`, () => {
    const { durable, processes } = capabilities;
    const declared = durable ? { ...parts, "what outlives the process": durableTests } : parts;
    for (const [subject, declare] of Object.entries(declared)) {
      describe(subject, () => {
        declare((title, body) => it(title, () => Kit.use({ create, capabilities }, body), timeoutMs));
      });
    }
    if (!processes || process.platform === "win32") return;
    describe("processes that are killed and stopped", () => {
      const given = { create, capabilities: { durable, clock: "real" } as const };
      crashTests(processes)((title, body) => it(title, () => Kit.use(given, body), timeoutMs));
    });
  });
}
