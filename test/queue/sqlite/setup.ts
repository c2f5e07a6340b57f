import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { BackendSettings } from "../../../src/queue/driver.js";
import { type SqliteDriverOptions, sqliteDriver } from "../../../src/queue/drivers/sqlite/index.js";
import { settings } from "./settings.js";

export { completed, job, settings } from "./settings.js";

/** A file in a folder that goes with the test. */
export function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "queue-sqlite-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "queue.db");
}

/** A queue in a file, as one process has it. */
export function openQueue(options: Partial<SqliteDriverOptions> = {}, given: Partial<BackendSettings> = {}) {
  const file = options.file ?? newFile();
  const driver = sqliteDriver({ ...options, file });
  const queue = driver.open("orders", { ...settings, ...given });
  onTestFinished(async () => {
    await queue.close();
    await driver.close();
  });
  return { file, driver, queue };
}
