import { Pool, type PoolConfig, types } from "pg";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import {
  type PostgresPool,
  type PostgresStoreOptions,
  postgresStore,
} from "../../../src/state/stores/postgres/index.js";
import { cutProxy } from "../../support/cut-proxy.js";
import { findService } from "../../support/services.js";
import { virtualClock } from "../../support/virtual-clock.js";
import { calls, failure, freePort, silentPort } from "../kit.js";

const postgres = await findService("PostgreSQL");
const schema = `state_faults_${process.pid}`;
let admin: Pool;
let tables = 0;

beforeAll(async () => {
  if (postgres.skipReason) return;
  admin = new Pool({ connectionString: postgres.url });
  await admin.query(`CREATE SCHEMA ${schema}`);
});
afterAll(async () => {
  if (postgres.skipReason) return;
  await admin.query(`DROP SCHEMA ${schema} CASCADE`);
  await admin.end();
  await postgres.close();
});

function poolOf(connectionString: string, options: PoolConfig = {}): Pool {
  const pool = new Pool({ connectionString, ...options }).on("error", () => {});
  // Not waited for: it waits for servers that never answer.
  onTestFinished(() => void pool.end());
  return pool;
}

function open(pool: PostgresPool = poolOf(postgres.url), options: Partial<PostgresStoreOptions> = {}) {
  const table = `t${++tables}`;
  const store = postgresStore({ pool, schema, table, ...options });
  return { pool, store, space: store.open("s", { keepExpiredMs: 1_000 }), table: `${schema}.${table}` };
}

describe.skipIf(postgres.skipReason)("records in PostgreSQL", () => {
  describe.each(Object.entries(calls))("%s", (_, call) => {
    it("is a StateStoreError where nobody listens, without the password", async () => {
      const { space } = open(poolOf(`postgres://me:sesame@127.0.0.1:${await freePort()}/x`));
      const error = await failure(call(space));
      expect(error.message).toMatch(/ECONNREFUSED.*Check that the server runs/);
      expect(error.message).not.toContain("sesame");
    });

    it("is one where the server never answers, after the time that was set", async () => {
      const clock = virtualClock();
      const { space } = open(poolOf(`postgres://me@127.0.0.1:${await silentPort()}/x`), { clock, timeoutMs: 2_000 });
      const failed = failure(call(space));
      await clock.advance(2_000);
      expect((await failed).message).toMatch(/postgres store to answer within 2000 ms, got no answer/);
    });

    it("is one when the connection is cut in the middle, and goes on when the server is back", async () => {
      const proxy = await cutProxy(new URL(postgres.url));
      const { space, table } = open(poolOf(proxy.url, { max: 1 }));
      await space.set("a", "one");
      // Nobody gets at the table until the connection is cut.
      const locker = await admin.connect();
      await locker.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
      const failed = failure(call(space));
      const waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = $1::regclass";
      while ((await locker.query(waiting, [table])).rowCount === 0);
      proxy.down();
      expect((await failed).message).toMatch(/A write may have been done/);
      await failure(call(space));
      proxy.up();
      await locker.query("ROLLBACK");
      locker.release();
      await call(space);
    });

    it("is one when the pool was ended", async () => {
      const pool = new Pool({ connectionString: postgres.url });
      await pool.end();
      await failure(call(open(pool).space));
    });

    it("is one when the table is not what it was", async () => {
      const { space, table } = open();
      await space.set("a", "one");
      await admin.query(`ALTER TABLE ${table} RENAME COLUMN space TO other`);
      await failure(call(space));
    });
  });

  it("processes that start together make the table once", async () => {
    const pools = Array.from({ length: 8 }, () => poolOf(postgres.url, { max: 1 }));
    await Promise.all(pools.map((pool) => pool.query("SELECT 1")));
    for (const round of [1, 2, 3]) {
      const stores = pools.map((pool) => postgresStore({ pool, schema, table: `together_${round}` }).open("s"));
      const versions = await Promise.all(stores.map((space) => space.set("a", "one", { version: 0 })));
      expect(versions.filter((version) => version !== undefined)).toHaveLength(1);
    }
  });

  it("a table that is there needs no right to make one", async () => {
    const { space, table } = open();
    await space.set("a", "one");
    const role = `reader_${process.pid}`;
    await admin.query(`CREATE ROLE ${role} LOGIN; GRANT USAGE ON SCHEMA ${schema} TO ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO ${role}; GRANT USAGE ON SEQUENCE ${table}_versions TO ${role}`);
    onTestFinished(async () => {
      await admin.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    });
    const url = Object.assign(new URL(postgres.url), { username: role }).href;
    const options = { schema, table: table.split(".")[1] };
    const other = postgresStore({ pool: poolOf(url), ...options }).open("s");
    expect(await other.get("a")).toMatchObject({ value: "one" });
    expect(await other.set("a", "two")).toBeDefined();
    const none = postgresStore({ pool: poolOf(url), schema, table: "not_there" }).open("s");
    expect((await failure(none.get("a"))).message).toMatch(/permission denied.*have the table made by one who has it/);
  });

  it("a schema that is not there is told of", async () => {
    const { space } = open(undefined, { schema: "nowhere_at_all" });
    expect((await failure(space.get("a"))).message).toMatch(
      /schema "nowhere_at_all" does not exist. Create the schema first/,
    );
  });

  it("the first schema of the search path is the default", async () => {
    const pool = poolOf(postgres.url, { options: `-c search_path=${schema}` });
    await postgresStore({ pool }).open("s").set("a", "one");
    expect((await admin.query(`SELECT value FROM ${schema}.evolution_state`)).rows).toEqual([{ value: "one" }]);
  });

  it.each(["repeatable read", "serializable"])(
    "additions lose none where transactions are %s by default",
    async (level) => {
      const pool = poolOf(postgres.url, { options: `-c default_transaction_isolation=${level.replace(" ", "\\ ")}` });
      const { space } = open(pool);
      expect((await pool.query("SHOW transaction_isolation")).rows).toEqual([{ transaction_isolation: level }]);
      await Promise.all(Array.from({ length: 20 }, () => increment(space)));
      expect(await space.get("sum")).toMatchObject({ value: "20" });
    },
  );

  it("numbers come as numbers, whatever the program has told pg to make of large ones", async () => {
    const getTypeParser = (id: number, format: "text" | "binary" = "text") =>
      id === types.builtins.INT8 ? BigInt : types.getTypeParser(id, format as "text");
    const { space } = open(poolOf(postgres.url, { types: { getTypeParser } }));
    const expiresAt = Date.now() + 60_000;
    const version = await space.set("a", "one", { expiresAt });
    expect(version).toEqual(expect.any(Number));
    expect(await space.get("a")).toEqual({ key: "a", value: "one", version, expiresAt });
    expect(await space.count()).toBe(1);
  });

  it.each([
    ["nothing", undefined],
    ["no rows", {}],
    ["rows of something else", { rows: [{ found: true }] }],
    ["a row that is none", { rows: [null] }],
  ])("a pool that answers %s is a StateStoreError", async (_, answer) => {
    const pool = { query: async () => answer as never };
    for (const [name, call] of Object.entries(calls)) {
      // What a delete is answered has no fields.
      if (name !== "delete" || !Array.isArray(Reflect.get(answer ?? {}, "rows"))) await failure(call(open(pool).space));
    }
  });

  it("writes that are over leave nothing behind", async () => {
    const clock = virtualClock();
    const { space, table } = open(undefined, { clock });
    for (let n = 0; n < 200; n++) await space.set(`${n}`, "x", { expiresAt: clock.now() + 1 });
    await clock.advance(10_000);
    for (let n = 0; n < 50; n++) await space.set("a", "x");
    expect((await admin.query(`SELECT key FROM ${table}`)).rows).toEqual([{ key: "a" }]);
  });
});

async function increment(space: ReturnType<typeof open>["space"]): Promise<void> {
  for (;;) {
    const found = await space.get("sum");
    if (await space.set("sum", `${Number(found?.value ?? 0) + 1}`, { version: found?.version ?? 0 })) return;
  }
}

describe("postgresStore's options", () => {
  const pool = { query: async () => ({ rows: [] }) };
  it.each<[string, Partial<PostgresStoreOptions>, RegExp]>([
    ["no pool", { pool: undefined as never }, /`pool` to be a Pool of pg, got undefined/],
    ["an address", { pool: "postgres://me:sesame@x" as never }, /got a text that is not shown/],
    ["a table with a quote", { table: 'a"b' }, /`table` to be a name of at most 48 letters/],
    ["a schema with a dot", { schema: "a.b" }, /`schema` to be a name/],
    ["no table", { table: "" }, /`table` to be a name/],
    ["no time", { timeoutMs: -1 }, /`timeoutMs` to be a number of ms above 0, got -1/],
  ])("refuse %s", (_, options, message) => {
    expect(() => postgresStore({ pool, ...options })).toThrow(message);
  });
});
