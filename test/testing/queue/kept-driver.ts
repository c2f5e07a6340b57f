import type { QueueDriver } from "../../../src/queue/driver.js";
import { memoryDriver } from "../../../src/queue/memory-driver.js";
import type { QueueDriverContext } from "../../../src/testing/index.js";
import { serveDriver } from "./served-driver.js";

/** Memory drivers that outlive their closing: as durable as this process, also for its child processes. */
export function keptDrivers(): (context: QueueDriverContext) => Promise<QueueDriver> {
  const kept = new Map<string, QueueDriver>();
  return async ({ clock, folder }) => {
    const driver = kept.get(folder) ?? memoryDriver({ clock });
    if (!kept.has(folder)) await serveDriver(driver, folder);
    kept.set(folder, driver);
    const state = { ...driver.state, isDurable: true };
    return { ...driver, name: "kept", isDurable: true, state, async close() {} };
  };
}
