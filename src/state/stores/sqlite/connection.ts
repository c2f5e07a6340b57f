import Database from "libsql";
import { InvalidArgumentError } from "../../../errors/index.js";
import { describe } from "../../../internal/record.js";

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
        throw new InvalidArgumentError(`Expected what is kept to be texts and numbers, got ${describe(value)}.`);
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

/** What one user of a file asks of it. Several may use the same one, each with tables of its own. */
export interface Tables {
  /** Throws when the file is not one to work with. Called again under the lock. */
  readonly check?: (db: Database.Database) => void;
  /** One of them: when it is there, all are. */
  readonly last: string;
  /** Makes them where they are not there. */
  readonly create: string;
}

export interface OpenOptions {
  readonly file: string;
  readonly synchronous: "normal" | "full";
}

/** Opens the file, and makes the tables where they are not there. Safe to repeat when it met a lock, and for several processes at once. */
export function openConnection({ file, synchronous }: OpenOptions, tables: Tables): Connection {
  const db = new Database(file, { timeout: busyTimeoutMs });
  try {
    tables.check?.(db);
    // Changes the file only where it is not so already.
    db.pragma("journal_mode = WAL");
    db.pragma(`synchronous = ${synchronous}`);
    db.pragma(`cache_size = -${cacheKb}`);
    if (db.prepare("SELECT 1 FROM sqlite_master WHERE name = ?").get(tables.last) === undefined) {
      db.exec("BEGIN IMMEDIATE");
      try {
        tables.check?.(db);
        db.exec(tables.create);
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
