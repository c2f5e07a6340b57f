import { Pool } from "pg";
import { afterAll, beforeAll, describe, it } from "vitest";
import { postgresStore } from "../../../src/state/stores/postgres/index.js";
import { stateStoreSuite } from "../../../src/testing/index.js";
import { findService } from "../../support/services.js";
import { tableOf } from "./child-store.js";

const postgres = await findService("PostgreSQL");

if (postgres.skipReason) {
  describe.skip(`state store: postgres (${postgres.skipReason})`, () => {});
} else {
  const schema = `state_suite_${process.pid}`;
  process.env.CONFORMANCE_POSTGRES_URL = postgres.url;
  process.env.CONFORMANCE_POSTGRES_SCHEMA = schema;
  const pools = [1, 2].map(() => new Pool({ connectionString: postgres.url }));
  let stores = 0;
  beforeAll(async () => {
    await pools[0]?.query(`CREATE SCHEMA ${schema}`);
  });
  stateStoreSuite({
    name: "postgres",
    create({ clock, id }) {
      const pool = pools[stores++ % 2];
      if (!pool) throw new Error("There are two pools.");
      return postgresStore({ pool, schema, table: tableOf(id), clock });
    },
    capabilities: {
      durable: true,
      shared: true,
      processes: { module: new URL("child-store.ts", import.meta.url), execArgv: ["--import", "tsx"] },
    },
    describe,
    it,
  });
  afterAll(async () => {
    await pools[0]?.query(`DROP SCHEMA ${schema} CASCADE`);
    await Promise.all(pools.map((pool) => pool.end()));
    await postgres.close();
  });
}
