import { join } from "node:path";
import { Redis } from "ioredis";
import { Keyv } from "keyv";
import { Pool } from "pg";
import { keyvStore, memoryStore, type StateStore } from "../../../src/sessions/index.js";
import { postgresStore } from "../../../src/state/stores/postgres/index.js";
import { redisStore } from "../../../src/state/stores/redis/index.js";
import { sqliteStore } from "../../../src/state/stores/sqlite/index.js";
import type { TestClock } from "../kit.js";

/** Where a store of a test is: the same for each of its processes. */
export interface Where {
  readonly kind: Kind;
  /** Of the server, where there is one. */
  readonly url: string;
  /** For a file. */
  readonly folder: string;
  /** Of this test alone: letters, digits and `_`. */
  readonly id: string;
}

export interface Opened {
  readonly store: StateStore;
  /** Lets go of the server. */
  close(): Promise<unknown>;
  /** Removes what the test wrote. */
  clear(): Promise<unknown>;
}

type Open = (where: Where, clock?: Pick<TestClock, "now" | "sleep">) => Opened;

const nothing = async () => {};

export const kinds = {
  memory: (_, clock) => ({ store: memoryStore({ clock }), close: nothing, clear: nothing }),
  keyv: (_, clock) => ({
    store: keyvStore(new Keyv({ throwOnErrors: true }), { clock }),
    close: nothing,
    clear: nothing,
  }),
  sqlite: ({ folder }, clock) => {
    const store = sqliteStore({ file: join(folder, "sessions.db"), clock });
    return { store, close: () => store.close(), clear: nothing };
  },
  redis: ({ url, id }, clock) => {
    const client = new Redis(url);
    const clear = async () => {
      const keys = await client.keys(`${id}:*`);
      if (keys.length > 0) await client.unlink(keys);
    };
    return { store: redisStore({ client, prefix: id, clock }), close: () => client.quit(), clear };
  },
  postgres: ({ url, id }, clock) => {
    const pool = new Pool({ connectionString: url });
    const clear = async () => {
      await pool.query(`DROP TABLE IF EXISTS ${id}; DROP SEQUENCE IF EXISTS ${id}_versions`);
    };
    return { store: postgresStore({ pool, table: id, clock }), close: () => pool.end(), clear };
  },
} satisfies Record<string, Open>;

export type Kind = keyof typeof kinds;

export const openStore = (where: Where, clock?: Pick<TestClock, "now" | "sleep">): Opened =>
  (kinds[where.kind] as Open)(where, clock);
