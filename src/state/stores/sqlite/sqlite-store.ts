import { StateStoreError } from "../../../errors/index.js";
import { shelves } from "../../shelf.js";
import type { StateStore } from "../../store.js";
import { resolveOptions, type SqliteStoreOptions } from "./options.js";
import { tables } from "./schema.js";
import { SqliteFile } from "./sqlite-file.js";
import { SqliteShelf } from "./sqlite-shelf.js";

/**
 * Keeps records in one SQLite file: durable, for one machine, any number of its processes. Needs `libsql`. The file may be
 * that of `sqliteDriver`, whose `state` is this store.
 *
 * What `set` resolved for survives a process that is killed; see `synchronous` for power cuts. libsql is synchronous: a call
 * blocks the event loop for the time of its transaction. While another process holds the file's lock, calls wait without
 * blocking, and reject after 5 s. Not for network drives.
 *
 * @throws {InvalidArgumentError} an option is wrong, or the file's folder does not exist
 * @example const store = sqliteStore({ file: "agent.db" });
 */
export function sqliteStore(options: SqliteStoreOptions): StateStore {
  const settings = resolveOptions(options);
  const file = new SqliteFile(settings, {
    whose: "state store's",
    opener: "sqliteStore",
    error: (message, facts) => new StateStoreError(message, facts),
    tables: { last: "state_records", create: tables },
    begin: (connection) => connection,
  });
  return shelves({
    name: "sqlite",
    isDurable: true,
    isShared: true,
    clock: settings.clock,
    open: (space) => new SqliteShelf(file, space),
    close: () => file.close(),
  });
}
