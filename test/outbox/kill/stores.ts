import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { findService } from "../../support/services.js";
import type { Place } from "./place.js";

/** A place of a test's own. `end` removes what is there. */
export interface Rented {
  readonly place: Place;
  end(): Promise<void>;
}

export interface Store {
  readonly name: "SQLite" | "Redis";
  readonly skipReason?: string | undefined;
  rent(): Rented;
}

const redis = await findService("Redis");

export const stores: readonly Store[] = [
  {
    name: "SQLite",
    rent() {
      const folder = mkdtempSync(join(tmpdir(), "outbox-kill-"));
      return {
        place: { kind: "sqlite", file: join(folder, "outbox.db") },
        end: async () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }),
      };
    },
  },
  {
    name: "Redis",
    skipReason: redis.skipReason,
    rent() {
      const { url } = redis;
      const prefix = `outbox-kill-${crypto.randomUUID()}`;
      return {
        place: { kind: "redis", url, prefix },
        async end() {
          const client = new Redis(url);
          const keys = await client.keys(`${prefix}:*`);
          if (keys.length > 0) await client.unlink(keys);
          await client.quit();
        },
      };
    },
  },
];
