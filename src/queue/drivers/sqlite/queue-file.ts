import { QueueDriverError } from "../../../errors/index.js";
import { type FileOptions, SqliteFile } from "../../../state/stores/sqlite/sqlite-file.js";
import { schemaVersion, tables } from "./schema.js";
import { Batch } from "./transaction.js";

export type QueueFile = SqliteFile<Batch>;

/** The file of a driver. A file of a newer version is refused. */
export function queueFile(options: FileOptions): QueueFile {
  return new SqliteFile(options, {
    whose: "queue's",
    opener: "sqliteDriver",
    error: (message, facts) => new QueueDriverError(message, facts),
    tables: {
      last: "queue_jobs",
      create: `${tables} PRAGMA user_version = ${schemaVersion};`,
      check(db) {
        const { user_version: version } = db.prepare("PRAGMA user_version").get() as { user_version: number };
        if (version <= schemaVersion) return;
        throw new QueueDriverError(
          `Expected the queue's file ${JSON.stringify(options.file)} to have version ${schemaVersion}, got ${version}: a newer ` +
            "evolution-kit has written it. Update this one, or name another file.",
        );
      },
    },
    begin: (connection) => new Batch(connection),
    end: (batch) => batch.flush(),
  });
}
