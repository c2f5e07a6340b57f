import { join } from "node:path";
import { sqliteDriver } from "../../../src/queue/drivers/sqlite/index.js";
import type { QueueDriverContext } from "../../../src/testing/index.js";

export const createDriver = ({ folder }: QueueDriverContext) => sqliteDriver({ file: join(folder, "queue.db") });
