// The outbox

export type { AddSendOptions } from "./add.js";
export type { OutboxClient } from "./attempt.js";
export { classifySend, type Failure } from "./classify.js";
// What becomes of a send
export type { ReachedReceipt, SendHandle, SendState, SentReceipt, WaitOptions } from "./handle.js";
export type { OutboxJob } from "./job.js";
export type { Proof } from "./ledger.js";
export type { OutboxOptions } from "./options.js";
export { createOutbox, type NewSend, type Outbox } from "./outbox.js";
export type { OutboxEventName, OutboxEvents, SendFacts, StatusFacts } from "./outbox-events.js";
// How fast, how many, and when not at all
export type { PaceOptions, PaceRate } from "./pace/index.js";
export type {
  BreakerEvent,
  BreakerOptions,
  BreakerStatus,
  CircuitCause,
  FirstContactsOptions,
} from "./protection/index.js";
export type { OutboxBody, SendBodies, SendMethod } from "./sends.js";
export type { Reached } from "./status.js";
export type { EventSource } from "./tracker.js";
export type { UncertainSend, UncertainSends } from "./uncertain.js";
