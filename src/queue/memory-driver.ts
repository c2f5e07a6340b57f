import * as z from "zod";
import { parseOptions } from "../errors/parse-options.js";
import type { Clock } from "../internal/clock.js";
import { steadyClock } from "../internal/clock.js";
import { memoryStore } from "../state/memory-store.js";
import type { BackendSettings, QueueDriver } from "./driver.js";
import { MemoryBackend } from "./memory/backend.js";
import { Opening } from "./memory/opening.js";

export interface MemoryDriverOptions {
  /** How many jobs a queue keeps that are not completed. As many ids are remembered. @default 1_000_000 */
  readonly maxJobs?: number | undefined;
  /** What `add` does when there is no room: reject with `QueueFullError`, or wait for its turn. @default "reject" */
  readonly onFull?: "reject" | "wait" | undefined;
  /** Time, for tests. @default one that never jumps */
  readonly clock?: Clock | undefined;
}

const schema = z.object({
  maxJobs: z.int({ error: "to be a whole number of at least 1" }).min(1).default(1_000_000),
  onFull: z.enum(["reject", "wait"], { error: 'to be "reject" or "wait"' }).default("reject"),
  clock: z.custom<Clock>().default(steadyClock),
});

/**
 * Keeps jobs in this process's memory: nothing to install, and the fastest. **What waits is lost when the process ends.**
 * For tests, and where losing a message in a crash is acceptable; `sqliteDriver` is the durable one for a single machine.
 *
 * Every operation costs the same however many jobs wait. Queues of the same name on one driver are one queue, with the
 * settings of the first opening that takes; ids are remembered as the first opening says.
 *
 * @throws {InvalidArgumentError} an option is not what it should be
 */
export function memoryDriver(options: MemoryDriverOptions = {}): QueueDriver {
  const { clock, ...room } = parseOptions(schema, options);
  const queues = new Map<string, MemoryBackend>();
  const state = memoryStore({ clock: options.clock });
  return {
    name: "memory",
    isDurable: false,
    state,
    open(queue: string, settings: BackendSettings) {
      const backend = queues.get(queue) ?? new MemoryBackend(clock, settings, room);
      queues.set(queue, backend);
      return new Opening(backend, settings);
    },
    async close() {
      queues.clear();
      await state.close();
    },
  };
}
