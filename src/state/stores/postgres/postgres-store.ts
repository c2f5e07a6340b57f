import { InvalidArgumentError, StateStoreError } from "../../../errors/index.js";
import type { Clock } from "../../../internal/clock.js";
import { describe, fieldOf } from "../../../internal/record.js";
import { checkTimeout, shown } from "../../checks.js";
import { reasonOf } from "../../reason.js";
import { shelves } from "../../shelf.js";
import type { StateStore } from "../../store.js";
import type { PostgresPool } from "./postgres-pool.js";
import { PostgresShelf } from "./postgres-shelf.js";
import { type Names, namesIn, prepare } from "./schema.js";

export interface PostgresStoreOptions {
  /** A `Pool` of pg, which stays yours to end. Listen to its `error` event: pg ends the process of who does not. */
  readonly pool: PostgresPool;
  /** The schema of the table; it must be there. @default the first of the connection's `search_path` */
  readonly schema?: string | undefined;
  /** Made by the first call where it is not there, with two indexes and a sequence whose names begin with it. @default "evolution_state" */
  readonly table?: string | undefined;
  /** How long a call may take, in ms. Then it rejects, and a write may still be done. @default 5_000 */
  readonly timeoutMs?: number | undefined;
  /** Time, for tests. @default the system's */
  readonly clock?: Clock | undefined;
}

/** Each so many writes remove records that are to be removed, so many of them. */
const writesBetweenRemovals = 50;
const removedAtOnce = 500;

/** How often a statement is tried that met another in a database whose default is stricter than "read committed". */
const tries = 10;

/**
 * Keeps records in a table of PostgreSQL, for any number of processes, whose clocks should agree: expiry goes by theirs.
 * Needs PostgreSQL 12 or later, in UTF-8, and pg.
 *
 * @throws {InvalidArgumentError} an option is not usable
 * @example const store = postgresStore({ pool: new Pool({ connectionString }) });
 */
export function postgresStore({
  pool,
  schema,
  table = "evolution_state",
  timeoutMs = 5_000,
  clock,
}: PostgresStoreOptions): StateStore {
  if (typeof pool?.query !== "function") {
    throw new InvalidArgumentError(
      `Expected \`pool\` to be a Pool of pg, got ${shown(pool)}. Pass new Pool({ connectionString }).`,
    );
  }
  if (schema !== undefined) checkName("schema", schema);
  checkName("table", table);
  checkTimeout(timeoutMs);
  const names = namesIn(schema, table);
  const query = asking(pool, names, timeoutMs);
  let writes = 0;
  const wrote = async (now: number) => {
    writes += 1;
    if (writes % writesBetweenRemovals !== 0) return;
    const old = `SELECT ctid FROM ${names.table} WHERE remove_at <= $1 LIMIT ${removedAtOnce} FOR UPDATE SKIP LOCKED`;
    // The write that was asked for is done, and the next ones remove what this did not.
    await query(`DELETE FROM ${names.table} WHERE ctid = ANY (ARRAY(${old}))`, [now]).catch(() => {});
  };
  return shelves({
    name: "postgres",
    isDurable: true,
    isShared: true,
    clock,
    timeoutMs,
    explain,
    open: (space) => new PostgresShelf({ names, query, wrote }, space),
  });
}

/** Asks when the table is there. What met another statement is tried again: it was not done. */
function asking(pool: PostgresPool, names: Names, timeoutMs: number) {
  let prepared: Promise<void> | undefined;
  return async (text: string, values: (string | number | null)[]): Promise<unknown[]> => {
    prepared ??= prepare(pool, names, timeoutMs).catch((error) => {
      prepared = undefined;
      throw error;
    });
    await prepared;
    for (let left = tries; ; left--) {
      try {
        const answer: { readonly rows?: unknown } = await pool.query({ text, values, query_timeout: timeoutMs });
        if (Array.isArray(answer?.rows)) return answer.rows;
        throw new StateStoreError(`Expected PostgreSQL to answer rows, got ${describe(answer?.rows)}.`);
      } catch (error) {
        const hasMetAnother = ["40001", "40P01"].includes(String(fieldOf(error, "code")));
        if (!hasMetAnother || left <= 1) throw error;
      }
    }
  };
}

function checkName(option: string, name: unknown): void {
  if (typeof name === "string" && /^[a-z_][a-z0-9_]{0,47}$/i.test(name)) return;
  throw new InvalidArgumentError(
    `Expected \`${option}\` to be a name of at most 48 letters, digits and underscores, got ${describe(name)}. Pass e.g. "agent_state".`,
  );
}

const meanings: Readonly<Record<string, string>> = {
  "3F000": "Create the schema first.",
  "42501": "Give the user the right, or have the table made by one who has it.",
  "53100": "Nothing was written. Make room on its disk.",
};

function explain(error: unknown): StateStoreError {
  const meaning = meanings[String(fieldOf(error, "code"))];
  return new StateStoreError(
    `Expected PostgreSQL to keep the records, got: ${reasonOf(error)}. ${
      meaning ?? "A write may have been done. Check that the server runs and that `pool` leads to it."
    }`,
    { cause: error },
  );
}
