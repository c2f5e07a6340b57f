import { join } from "node:path";
import { describe, it } from "vitest";
import { sqliteDriver } from "../../../src/queue/drivers/sqlite/index.js";
import { queueDriverSuite } from "../../../src/testing/queue/suite.js";

queueDriverSuite({
  name: "sqlite",
  create: ({ clock, folder }) => sqliteDriver({ file: join(folder, "queue.db"), clock }),
  capabilities: {
    durable: true,
    clock: "injected",
    processes: { module: new URL("process.ts", import.meta.url), execArgv: ["--import", "tsx"] },
  },
  describe,
  it,
});
