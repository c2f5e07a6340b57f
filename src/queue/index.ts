// The queue

// The outbox: sends as durable jobs
export {
  type AddSendOptions,
  type BreakerEvent,
  type BreakerOptions,
  type BreakerStatus,
  type CircuitCause,
  classifySend,
  createOutbox,
  type EventSource,
  type Failure,
  type FirstContactsOptions,
  type NewSend,
  type Outbox,
  type OutboxBody,
  type OutboxClient,
  type OutboxEventName,
  type OutboxEvents,
  type OutboxJob,
  type OutboxOptions,
  type PaceOptions,
  type PaceRate,
  type Proof,
  type Reached,
  type ReachedReceipt,
  type SendBodies,
  type SendFacts,
  type SendHandle,
  type SendMethod,
  type SendState,
  type SentReceipt,
  type StatusFacts,
  type UncertainSend,
  type UncertainSends,
  type WaitOptions,
} from "../outbox/index.js";
// Dead letters and pages
export type { DeadLetterFilter, DeadLetters, JobPage, PageOptions } from "./dead-letters.js";
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
  RedisClient,
  Settled,
  SharedRedis,
  SharedRedisOptions,
  TakeOptions,
} from "./driver.js";
export type { QueueEventName, QueueEvents } from "./events.js";
export type { Job, JobInfo } from "./job.js";
// Where jobs are kept
export { type MemoryDriverOptions, memoryDriver } from "./memory-driver.js";
export type { Decision, Processor, ProcessorContext, QueueOptions } from "./options.js";
export { type AddedJob, type AddOptions, createQueue, type Queue } from "./queue.js";
