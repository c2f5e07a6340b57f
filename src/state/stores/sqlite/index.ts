// Records in one SQLite file

export type { SetOptions, StatePage, StateRecord, StateSettings, StateSpace, StateStore } from "../../store.js";
export type { SqliteStoreOptions } from "./options.js";
export { sqliteStore } from "./sqlite-store.js";
