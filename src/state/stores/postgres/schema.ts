import { StateStoreError } from "../../../errors/index.js";
import type { PostgresPool } from "./postgres-pool.js";

/** Any number: whoever makes the tables takes the lock of it, so that processes that start together do so one by one. */
const lock = 7_203_915_846;

/** The names of what a store has in its database, quoted. */
export interface Names {
  readonly table: string;
  /** Gives versions: one that was given never comes back. */
  readonly versions: string;
  readonly endIndex: string;
  readonly removalIndex: string;
}

/** Texts are compared by their bytes, so that keys are in the same order everywhere. */
const create = ({ table, versions, endIndex, removalIndex }: Names): string => `
SELECT pg_advisory_xact_lock(${lock});
CREATE SEQUENCE IF NOT EXISTS ${versions} AS bigint;
CREATE TABLE IF NOT EXISTS ${table} (
  space text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL, value text NOT NULL, version bigint NOT NULL,
  expires_at bigint, remove_at bigint, PRIMARY KEY (space, key)
);
CREATE INDEX IF NOT EXISTS ${endIndex} ON ${table} (space, expires_at, key) WHERE expires_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS ${removalIndex} ON ${table} (remove_at) WHERE remove_at IS NOT NULL;
`;

/** The names as they are in a schema, or in the first of the connection's own (`search_path`). */
export function namesIn(schema: string | undefined, table: string): Names {
  const inSchema = (name: string) => (schema === undefined ? `"${name}"` : `"${schema}"."${name}"`);
  return {
    table: inSchema(table),
    versions: inSchema(`${table}_versions`),
    endIndex: `"${table}_ends"`,
    removalIndex: `"${table}_removals"`,
  };
}

/** Makes the table where it is not there. Who may not make tables can have it made by another. */
export async function prepare(pool: PostgresPool, names: Names, queryTimeoutMs: number): Promise<void> {
  const find = "SELECT to_regclass($1) IS NOT NULL AND to_regclass($2) IS NOT NULL AS found";
  const values = [names.table, names.versions];
  const { rows } = await pool.query({ text: find, values, query_timeout: queryTimeoutMs });
  const [row] = rows as { readonly found?: unknown }[];
  if (typeof row?.found !== "boolean") {
    throw new StateStoreError("Expected PostgreSQL to answer whether the table is there, got something else.");
  }
  // Several statements in one text are one transaction.
  if (!row.found) await pool.query({ text: create(names), query_timeout: queryTimeoutMs });
}
