import { Redis } from "ioredis";
import { redisStore } from "../../../src/state/stores/redis/index.js";
import type { StateStoreContext } from "../../../src/testing/index.js";

/** In a process of its own. */
export function createStore({ id }: StateStoreContext) {
  return redisStore({ client: new Redis(process.env.CONFORMANCE_REDIS_URL ?? ""), prefix: `test-${id}` });
}
