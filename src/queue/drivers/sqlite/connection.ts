import Database from "libsql";
import { InvalidArgumentError, QueueDriverError } from "../../../errors/index.js";
import { describe } from "../../../internal/record.js";
import type { ResolvedOptions } from "./options.js";
import { schemaVersion, tables } from "./schema.js";

export type Value = string | number | null;

/** SQLite's own waiting blocks the event loop, so there is little of it: the rest of the waiting is the file's. */
const busyTimeoutMs = 2;
/** At most: the ends of a million jobs' indexes stay in memory. */
const cacheKb = 32_000;

/** The statements of one connection, prepared once. Every call is synchronous. */
export class Connection {
  readonly #db: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** How many rows were changed. Not for SELECT: that would stay open. */
  run(sql: string, ...values: readonly Value[]): number {
    return this.#prepare(sql, values).run(values).changes;
  }

  get<Row>(sql: string, ...values: readonly Value[]): Row | undefined {
    return this.#prepare(sql, values).get(values) as Row | undefined;
  }

  all<Row>(sql: string, ...values: readonly Value[]): Row[] {
    return this.#prepare(sql, values).all(values) as Row[];
  }

  /** Takes the one lock for writing. Not a prepared statement: one that met a lock stays open, and then nothing commits. */
  begin(): void {
    this.#db.exec("BEGIN IMMEDIATE");
  }

  commit(): void {
    this.#db.exec("COMMIT");
  }

  /** SQLite takes some transactions back by itself, such as one that met a full disk. */
  rollback(): void {
    if (this.#db.inTransaction) this.#db.exec("ROLLBACK");
  }

  close(): void {
    this.#statements.clear();
    try {
      this.#db.pragma("wal_checkpoint(PASSIVE)");
    } catch {
      // What could not be copied stays in the -wal file, and counts.
    }
    this.#db.close();
  }

  #prepare(sql: string, values: readonly Value[]): Database.Statement {
    // libsql ends the whole process when it is given a boolean.
    for (const value of values) {
      if (value !== null && typeof value !== "string" && (typeof value !== "number" || Number.isNaN(value))) {
        throw new InvalidArgumentError(`Expected a job's fields to be texts and numbers, got ${describe(value)}.`);
      }
    }
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/**
 * Opens the file, and makes the tables where they are not there. Safe to repeat when it met a lock, and for several processes at once.
 *
 * @throws {QueueDriverError} the file is of a newer version; everything else is libsql's own error
 */
export function openConnection({ file, synchronous }: ResolvedOptions): Connection {
  const db = new Database(file, { timeout: busyTimeoutMs });
  try {
    refuseNewer(db, file);
    // Changes the file only where it is not so already.
    db.pragma("journal_mode = WAL");
    db.pragma(`synchronous = ${synchronous}`);
    db.pragma(`cache_size = -${cacheKb}`);
    if (!hasTables(db)) {
      db.exec("BEGIN IMMEDIATE");
      try {
        refuseNewer(db, file);
        db.exec(tables);
        db.pragma(`user_version = ${schemaVersion}`);
        db.exec("COMMIT");
      } catch (error) {
        if (db.inTransaction) db.exec("ROLLBACK");
        throw error;
      }
    }
    return new Connection(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

function hasTables(db: Database.Database): boolean {
  return db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'queue_jobs'").get() !== undefined;
}

function refuseNewer(db: Database.Database, file: string): void {
  const { user_version: version } = db.prepare("PRAGMA user_version").get() as { user_version: number };
  if (version <= schemaVersion) return;
  throw new QueueDriverError(
    `Expected the queue's file ${JSON.stringify(file)} to have version ${schemaVersion}, got ${version}: a newer ` +
      "evolution-kit has written it. Update this one, or name another file.",
  );
}
