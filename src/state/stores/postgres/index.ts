// Records in PostgreSQL, on pg

export type { SetOptions, StatePage, StateRecord, StateSettings, StateSpace, StateStore } from "../../store.js";
export type { PostgresPool, PostgresQuery } from "./postgres-pool.js";
export { type PostgresStoreOptions, postgresStore } from "./postgres-store.js";
