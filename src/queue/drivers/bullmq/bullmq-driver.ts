import { InvalidArgumentError } from "../../../errors/index.js";
import { factLog } from "../../../internal/fact-log.js";
import { describe, messageOf } from "../../../internal/record.js";
import { redisStore } from "../../../state/stores/redis/redis-store.js";
import type { Logger } from "../../../types/index.js";
import type { QueueDriver } from "../../driver.js";
import { BullmqBackend } from "./backend.js";
import { type BullmqConnection, Connections } from "./connection.js";
import { faultsOf } from "./server.js";

export interface BullmqDriverOptions {
  /** Where Redis is: an address, ioredis's own options, or an ioredis client of yours, which stays yours to close. */
  readonly connection: BullmqConnection;
  /** What all keys begin with. @default "evolution-kit" */
  readonly prefix?: string;
  /** How often, in ms, a worker that waits looks by itself for lanes whose wake was lost. @default 2_000 */
  readonly sweepMs?: number;
  /** Is told, once, when Redis is set up so that it may lose jobs. */
  readonly logger?: Logger;
}

/**
 * Keeps queues in Redis, for any number of processes. Jobs and lanes are small Lua scripts of ours; BullMQ wakes the
 * workers, now or later.
 *
 * Needs the optional packages `bullmq` and `ioredis`, and Redis 6.2 or later (Valkey too), with `appendonly yes` and
 * `maxmemory-policy noeviction`. Two more connections are opened for each queue that takes, and one for all. A call fails
 * when ioredis gives up (`maxRetriesPerRequest`, about 10 s by default); with a client of yours that never gives up, it waits.
 *
 * @throws {InvalidArgumentError} an option is not usable
 * @example const driver = bullmqDriver({ connection: "redis://localhost:6379" });
 */
export function bullmqDriver(options: BullmqDriverOptions): QueueDriver {
  const { connection, prefix = "evolution-kit", sweepMs = 2_000, logger } = options;
  if (typeof prefix !== "string" || prefix === "" || /[{}]/.test(prefix)) {
    throw new InvalidArgumentError(
      `Expected \`prefix\` to be text without braces, got ${describe(prefix)}. Pass e.g. "shop".`,
    );
  }
  if (!Number.isFinite(sweepMs) || sweepMs < 10) {
    throw new InvalidArgumentError(
      `Expected \`sweepMs\` to be 10 or more, got ${describe(sweepMs)}. Pass milliseconds: 2000.`,
    );
  }
  const connections = new Connections(connection);
  const state = redisStore({ client: { call: (command, args) => connections.client.call(command, args) }, prefix });
  const log = factLog(logger);
  const open = new Set<BullmqBackend>();
  let hasBegun = false;
  const begin = () => {
    if (hasBegun) return;
    hasBegun = true;
    if (logger) warn();
  };
  const warn = async () => {
    for (const fault of await faultsOf(connections.client)) log.warn(fault, {});
  };
  return {
    name: "bullmq",
    isDurable: true,
    state,
    redis: { prefix, connect: (options = {}) => connections.another(options) },
    open(queue, settings) {
      const backend = new BullmqBackend({
        ...{ connections, settings, sweepMs, begin },
        keys: `${prefix}:{${encodeURIComponent(queue.toWellFormed()) || "%"}}`,
        failed: (error) => log.debug("a wake failed", { queue, error: messageOf(error) }),
        closed: () => open.delete(backend),
      });
      open.add(backend);
      return backend;
    },
    async close() {
      await Promise.all([...open].map((backend) => backend.close()));
      await state.close();
      await connections.close();
    },
  };
}
