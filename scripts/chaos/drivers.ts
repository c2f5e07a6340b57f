import type { QueueDriver } from "../../src/queue/index.js";

/** A driver by its name, at a place that several processes share. Only what is asked for is loaded. */
export async function openDriver(name: string, place: string): Promise<QueueDriver> {
  if (name === "sqlite") {
    const { sqliteDriver } = await import("../../src/queue/drivers/sqlite/index.js");
    return sqliteDriver({ file: place });
  }
  if (name === "bullmq") {
    const { bullmqDriver } = await import("../../src/queue/drivers/bullmq/index.js");
    const { hostname: host, port } = new URL(place);
    return bullmqDriver({ connection: { host, port: Number(port) } });
  }
  throw new Error(`Expected --driver to be sqlite or bullmq, got "${name}".`);
}
