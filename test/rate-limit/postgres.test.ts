import { Pool } from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { createRateLimiter, postgresLimits } from "../../src/rate-limit/index.js";
import { rateLimitStoreSuite } from "../../src/testing/index.js";
import { findService } from "../support/services.js";

const postgres = await findService("PostgreSQL");
const schema = `test_limits_${process.pid}`;

describe.skipIf(postgres.skipReason)(`in PostgreSQL${postgres.skipReason ? ` (${postgres.skipReason})` : ""}`, () => {
  const pool = new Pool({ connectionString: postgres.url });
  const ready = pool.query(`CREATE SCHEMA "${schema}"`);

  afterAll(async () => {
    await pool.query(`DROP SCHEMA "${schema}" CASCADE`);
    await pool.end();
    await postgres.close();
  });

  rateLimitStoreSuite({
    name: "postgres",
    create: async () => {
      await ready;
      return postgresLimits({ pool, schema });
    },
    expire: async (key) => {
      await pool.query(`UPDATE "${schema}".evolution_kit_limits SET expire = 1 WHERE key = $1`, [key]);
    },
    describe,
    it,
  });

  it("many processes may make the table at once", async () => {
    await ready;
    const stores = Array.from({ length: 8 }, () => postgresLimits({ pool, schema, table: "raced" }));
    const counts = await Promise.all(stores.map((store) => store.add("a", 1, 3_600_000)));
    expect(counts.map(({ points }) => points).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("a table that could not be made is made when it can be", async () => {
    await ready;
    const store = postgresLimits({ pool, schema: `${schema}_late` });
    await expect(store.add("a", 1, 60_000)).rejects.toThrow("does not exist");
    await pool.query(`CREATE SCHEMA "${schema}_late"`);
    expect((await store.add("a", 1, 60_000)).points).toBe(1);
    await pool.query(`DROP SCHEMA "${schema}_late" CASCADE`);
  });

  it("a row without an end is nonsense, and never a yes by accident", async () => {
    await ready;
    const store = postgresLimits({ pool, schema, table: "odd" });
    const limiter = createRateLimiter({
      rules: [{ name: "all", by: "instance", limit: 5, windowMs: 3_600_000 }],
      store,
      onStoreError: "deny",
    });
    await limiter.check({ instanceName: "a" });
    await pool.query(`UPDATE "${schema}".odd SET expire = NULL`);
    const errors: string[] = [];
    limiter.on("storeError", ({ message }) => errors.push(message));
    expect(await limiter.check({ instanceName: "a" })).toMatchObject({ allowed: false, decidedBy: "onStoreError" });
    expect(errors).toEqual([expect.stringMatching(/store \(postgres\) failed: Expected postgres to answer a count/)]);
  });
});

it.each(["", "1a", 'a"; DROP TABLE b; --', "a.b", "x".repeat(51), 5])("a table is not called %j", (table) => {
  const pool = new Pool();
  expect(() => postgresLimits({ pool, table: table as string })).toThrow(/^Expected `table` to be a name/);
  expect(() => postgresLimits({ pool, schema: table as string })).toThrow(/^Expected `schema` to be a name/);
});

it.each([undefined, null, {}, "postgres://localhost"])("a pool is not %s", (pool) => {
  expect(() => postgresLimits({ pool: pool as never })).toThrow(/^Expected `pool` to be a pg pool/);
});
