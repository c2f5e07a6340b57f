import KeyvPostgres from "@keyv/postgres";
import KeyvRedis from "@keyv/redis";
import { Redis } from "ioredis";
import { Keyv } from "keyv";
import { Pool } from "pg";
import { afterAll, describe, it } from "vitest";
import { keyvStore } from "../../../src/state/index.js";
import { stateStoreSuite } from "../../../src/testing/index.js";
import { findService } from "../../support/services.js";

stateStoreSuite({
  name: "keyv in memory",
  create: ({ clock }) => keyvStore(new Keyv({ throwOnErrors: true }), { clock }),
  capabilities: { durable: false, shared: false },
  describe,
  it,
});

const redis = await findService("Redis");

if (redis.skipReason) {
  describe.skip(`state store: @keyv/redis (${redis.skipReason})`, () => {});
} else {
  const namespaces = new Set<string>();
  stateStoreSuite({
    name: "@keyv/redis",
    create({ clock, id: namespace }) {
      namespaces.add(namespace);
      const keyv = new Keyv(new KeyvRedis(redis.url, { throwOnErrors: true }), { throwOnErrors: true, namespace });
      const store = keyvStore(keyv, { clock });
      const close = async () => {
        await store.close();
        await keyv.disconnect();
      };
      return { ...store, close };
    },
    capabilities: { durable: true, shared: false },
    describe,
    it,
  });
  afterAll(async () => {
    const client = new Redis(redis.url);
    for (const namespace of namespaces) {
      const keys = await client.keys(`${namespace}::*`);
      if (keys.length > 0) await client.unlink(keys);
    }
    await client.quit();
    await redis.close();
  });
}

const postgres = await findService("PostgreSQL");

if (postgres.skipReason) {
  describe.skip(`state store: @keyv/postgres (${postgres.skipReason})`, () => {});
} else {
  const table = `state_keyv_${process.pid}`;
  const adapters: KeyvPostgres[] = [];
  const adapter = () => {
    adapters.push(new KeyvPostgres({ uri: postgres.url, table, keySize: 10_000, iterationLimit: 500 }));
    return adapters.at(-1);
  };
  stateStoreSuite({
    name: "@keyv/postgres",
    create: ({ clock, id: namespace }) => keyvStore(new Keyv(adapter(), { throwOnErrors: true, namespace }), { clock }),
    capabilities: { durable: true, shared: false },
    describe,
    it,
  });
  afterAll(async () => {
    // They share one pool. What each begins with, its table, is over when it answers.
    await Promise.all(adapters.map((one) => one.has("x")));
    await adapters[0]?.disconnect();
    const pool = new Pool({ connectionString: postgres.url });
    await pool.query(`DROP TABLE IF EXISTS ${table}`);
    await pool.end();
    await postgres.close();
  });
}
