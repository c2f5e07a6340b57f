import type { QueueDriver } from "../../../src/queue/driver.js";
import { bullmqDriver } from "../../../src/queue/drivers/bullmq/index.js";
import { sqliteDriver } from "../../../src/queue/drivers/sqlite/index.js";

/** Where the jobs of a test are, for any process of it. */
export type Place =
  | { readonly kind: "sqlite"; readonly file: string }
  | { readonly kind: "redis"; readonly url: string; readonly prefix: string };

export function driverAt(place: Place): QueueDriver {
  if (place.kind === "sqlite") return sqliteDriver({ file: place.file, pollMs: 20 });
  return bullmqDriver({ connection: place.url, prefix: place.prefix, sweepMs: 100 });
}
