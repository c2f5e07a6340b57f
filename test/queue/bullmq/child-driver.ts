import type { QueueDriver } from "../../../src/queue/driver.js";
import { bullmqDriver } from "../../../src/queue/drivers/bullmq/index.js";
import type { QueueDriverContext } from "../../../src/testing/queue/suite.js";

/** The driver under test, in a process of its own too. */
export function createDriver({ id }: Pick<QueueDriverContext, "id">): QueueDriver {
  const connection = process.env.CONFORMANCE_REDIS_URL ?? "";
  return bullmqDriver({ connection, prefix: `test-${id}`, sweepMs: 500 });
}
