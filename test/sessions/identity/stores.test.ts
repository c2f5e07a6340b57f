import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { Redis } from "ioredis";
import { Pool } from "pg";
import { describe, expect, it, onTestFinished } from "vitest";
import { createIdentityMap } from "../../../src/sessions/identity/index.js";
import type { StateStore } from "../../../src/state/store.js";
import { postgresStore } from "../../../src/state/stores/postgres/index.js";
import { redisStore } from "../../../src/state/stores/redis/index.js";
import { sqliteStore } from "../../../src/state/stores/sqlite/index.js";
import { findService } from "../../support/services.js";
import { instanceName } from "./kit.js";
import { expectSame, Groups, Kept, steps, take } from "./people.js";

/** As many stores as there are processes, each with a connection of its own, over the same records. */
type Open = (count: number) => Promise<StateStore[]>;

const [redis, postgres] = [await findService("Redis"), await findService("PostgreSQL")];
const name = `identity_${process.pid}`;
const connections = (count: number) => Array.from({ length: count });

const stores: readonly (readonly [name: string, skipReason: string | undefined, open: Open])[] = [
  [
    "sqlite",
    undefined,
    async (count) => {
      const folder = mkdtempSync(join(tmpdir(), "identity-"));
      const opened = connections(count).map(() => sqliteStore({ file: join(folder, "state.db") }));
      onTestFinished(async () => {
        for (const store of opened) await store.close();
        rmSync(folder, { recursive: true });
      });
      return opened;
    },
  ],
  [
    "redis",
    redis.skipReason,
    async (count) => {
      const clients = connections(count).map(() => new Redis(redis.url));
      onTestFinished(async () => {
        const [client] = clients;
        const keys = (await client?.keys(`${name}:*`)) ?? [];
        if (keys.length > 0) await client?.unlink(keys);
        for (const each of clients) await each.quit();
        await redis.close();
      });
      return clients.map((client) => redisStore({ client, prefix: name }));
    },
  ],
  [
    "postgres",
    postgres.skipReason,
    async (count) => {
      const pools = connections(count).map(() => new Pool({ connectionString: postgres.url, max: 4 }));
      await pools[0]?.query(`CREATE SCHEMA ${name}`);
      onTestFinished(async () => {
        await pools[0]?.query(`DROP SCHEMA ${name} CASCADE`);
        for (const pool of pools) await pool.end();
        await postgres.close();
      });
      return pools.map((pool) => postgresStore({ pool, schema: name }));
    },
  ],
];

describe.each(stores)("identity over %s", (_, skipReason, open) => {
  it.skipIf(skipReason)("is the same for processes that learn at once", { timeout: 60_000 }, async () => {
    const opened = await open(4);
    for (const [round, parts] of fc.sample(fc.tuple(steps, steps, steps, steps), 10).entries()) {
      const [groups, kept] = [new Groups(), new Kept()];
      const scope = () => `round ${round}`;
      const maps = opened.map((store) => createIdentityMap({ store, scope }));
      for (const map of maps) {
        map.onMerge(({ from, into }) => kept.merge(from, into, async () => {}));
        map.on("contradiction", (seen) => expect.unreachable(JSON.stringify(seen)));
      }
      await Promise.all(
        maps.map(async (map, i) => {
          for (const each of parts[i] ?? []) await take(map, each, groups, kept);
        }),
      );
      const [map] = maps;
      if (!map) throw new Error("There are four maps.");
      await map.resumePending();
      await expectSame(map, groups, kept);
    }
    const contradictions = await createIdentityMap({ store: opened[0] as StateStore }).contradictions({ instanceName });
    expect(contradictions).toEqual({ contradictions: [] });
  });
});
