import { sqliteStore } from "../../../state/stores/sqlite/sqlite-store.js";
import type { QueueDriver } from "../../driver.js";
import { SqliteBackend } from "./backend.js";
import { Bell } from "./bell.js";
import { resolveOptions, type SqliteDriverOptions } from "./options.js";
import { queueFile } from "./queue-file.js";

/**
 * Keeps jobs in one SQLite file: durable, for one machine, any number of its processes. Needs `libsql`.
 *
 * What `addAll` resolved for survives a process that is killed; see `synchronous` for power cuts. libsql is synchronous: a call
 * blocks the event loop for the time of its transaction, less than a tenth of a millisecond a job: `addAll` thousands in parts. While another process
 * holds the file's lock, calls wait without blocking, and reject after 5 s. Not for network drives.
 *
 * Leases, delays and pauses go by the system's clock, which the processes of a machine share. When it is set forward, leases
 * end early: a job may then run twice at the same time, and only one of the two is recorded. When it is set back, delays,
 * retries and quiet times last longer by as much; leases do not.
 *
 * @throws {InvalidArgumentError} an option is wrong, or the file's folder does not exist
 * @example const driver = sqliteDriver({ file: "agent.db" });
 */
export function sqliteDriver(options: SqliteDriverOptions): QueueDriver {
  const { clock, pollMs, ...settings } = resolveOptions(options);
  const file = queueFile({ clock, ...settings });
  const state = sqliteStore({ clock, ...settings });
  const bells = new Map<string, Bell>();
  return {
    name: "sqlite",
    isDurable: true,
    state,
    open(name, backendSettings) {
      const bell = bells.get(name) ?? new Bell();
      bells.set(name, bell);
      return new SqliteBackend({ file, name, settings: backendSettings, clock, pollMs, bell });
    },
    async close() {
      await Promise.all([file.close(), state.close()]);
    },
  };
}
