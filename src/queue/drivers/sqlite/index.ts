// The queue in one SQLite file

export type {
  BackendSettings,
  JobCounts,
  JobError,
  JobRecord,
  JobState,
  LaneInfo,
  Lease,
  NewJob,
  Outcome,
  Page,
  PauseTarget,
  QueueBackend,
  QueueDriver,
  Settled,
  TakeOptions,
} from "../../driver.js";
export type { SqliteDriverOptions } from "./options.js";
export { sqliteDriver } from "./sqlite-driver.js";
