// Records in Redis, on ioredis

export type { SetOptions, StatePage, StateRecord, StateSettings, StateSpace, StateStore } from "../../store.js";
export type { RedisClient } from "./redis-shelf.js";
export { type RedisStoreOptions, redisStore } from "./redis-store.js";
