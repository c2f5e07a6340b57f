import { RateLimiterPostgres } from "rate-limiter-flexible";
import * as z from "zod";
import { parseOptions } from "../../errors/parse-options.js";
import { fieldOf } from "../../internal/record.js";
import type { LimitStore } from "../store.js";
import { lasting, toCount, toLiveCount } from "./count.js";

/** The part of a pg `Pool` that is needed. */
export interface PostgresLimitsPool {
  query(config: { readonly text: string; readonly values?: unknown[] }): Promise<unknown>;
}

export interface PostgresLimitsOptions {
  /** A pg pool of yours. It stays yours: nothing here closes it. */
  readonly pool: PostgresLimitsPool;
  /** Made at the first use. Limiters with one table and rules of one name share their counts. @default "evolution_kit_limits" */
  readonly table?: string | undefined;
  /** @default the first of the connection's search path */
  readonly schema?: string | undefined;
}

const nameText = "to be a name of 1 to 50 letters, digits and _, with no digit first";
const nameSchema = z.string({ error: nameText }).regex(/^[a-z_][a-z0-9_]{0,49}$/i, { error: nameText });
const optionsSchema = z.object({
  pool: z.custom<PostgresLimitsPool>(
    (value) => typeof (value as PostgresLimitsPool | undefined)?.query === "function",
    { error: "to be a pg pool. Pass new Pool({ connectionString })" },
  ),
  table: nameSchema.default("evolution_kit_limits"),
  schema: nameSchema.optional(),
});

/** Table, type or row of the catalogue exists already, although `IF NOT EXISTS` was asked for. */
const madeByAnother: ReadonlySet<unknown> = new Set(["42P07", "42710", "23505"]);

/** Prepared statements are named by the table alone, and clash where two schemas share a pool, or a pooler its connections. */
const withoutNames = (pool: PostgresLimitsPool): PostgresLimitsPool => ({
  query: ({ text, values }) => pool.query({ text, ...(values && { values }) }),
});

/** How much later than computed a window may end, and less than any window lasts. */
const toleranceMs = 500;

/**
 * Counts in a PostgreSQL table, for any number of processes: one statement for each look and each count. Windows end by the
 * clocks of the processes, so keep these in step. Rows that are over are removed after an hour.
 *
 * The table is made where it is missing, which needs the right to; else make it yourself:
 * `CREATE TABLE evolution_kit_limits (key varchar(255) PRIMARY KEY, points integer NOT NULL DEFAULT 0, expire bigint)`.
 *
 * @throws {InvalidArgumentError} no pool, or a name that cannot be one
 */
export function postgresLimits(options: PostgresLimitsOptions): LimitStore {
  const { pool, table, schema } = parseOptions(optionsSchema, options);
  const settings = {
    storeClient: withoutNames(pool),
    storeType: "pool",
    tableName: table,
    ...(schema !== undefined && { schemaName: schema }),
    keyPrefix: "",
    points: 1,
    duration: 1,
  };
  const fullName = schema === undefined ? `"${table}"` : `"${schema}"."${table}"`;
  let opening: Promise<RateLimiterPostgres> | undefined;
  /** Once, until it has worked: what was not reached is tried again by the next call. */
  const open = () => {
    opening ??= connect();
    return opening;
  };
  const connect = () =>
    new Promise<RateLimiterPostgres>((resolve, reject) => {
      const limiter = new RateLimiterPostgres(settings, (error) => {
        if (!error) return resolve(limiter);
        // Several made it at once, so it is there.
        if (madeByAnother.has(fieldOf(error, "code"))) return resolve(connect());
        opening = undefined;
        reject(error);
      });
    });
  return {
    name: "postgres",
    isShared: true,
    async read(key) {
      return toLiveCount("postgres", await (await open()).get(key));
    },
    async add(key, points, windowMs) {
      return toCount("postgres", await (await open()).penalty(key, points, lasting(windowMs)));
    },
    async takeBack(key, points, { leftMs }) {
      const now = Date.now();
      await pool.query({
        text: `UPDATE ${fullName} SET points = points - $2 WHERE key = $1 AND expire > $3 AND expire <= $4`,
        values: [key, points, now, now + leftMs + toleranceMs],
      });
    },
    async set(key, points, windowMs) {
      await (await open()).set(key, points, windowMs / 1_000);
    },
    async delete(key) {
      await (await open()).delete(key);
    },
  };
}
