// The queue in one SQLite file

export type { QueueDriver } from "../../driver.js";
export type { SqliteDriverOptions } from "./options.js";
export { sqliteDriver } from "./sqlite-driver.js";
