// Sessions

// Where they are kept
export {
  type KeyvStoreOptions,
  keyvStore,
  type MemoryStoreOptions,
  memoryStore,
  type SetOptions,
  type StatePage,
  type StateRecord,
  type StateSettings,
  type StateSpace,
  type StateStore,
} from "../state/index.js";
export type { SessionEventName, SessionEvents } from "./events.js";
// What was said
export type { History, HistoryEntry, MediaReference, NewHistoryEntry, Role, ToolData } from "./history.js";
// LID and phone number are one person
export {
  type AddressPair,
  type Contradiction,
  type ContradictionPage,
  createIdentityMap,
  type GatewayFacts,
  type Identity,
  type IdentityEventName,
  type IdentityEvents,
  type IdentityMap,
  type IdentityMapOptions,
  type Learnable,
  type MergeHook,
  type PersonMerge,
  type ReplyAddress,
} from "./identity/index.js";
export type { SessionKey } from "./key.js";
export type { SessionsOptions } from "./options.js";
export type { QuarantinedRecord } from "./records.js";
// Validation, by any library
export type { SchemaIssue, SchemaResult, StandardSchema } from "./schema.js";
export type { SaveOptions, Session, SessionSnapshot } from "./session.js";
export { createSessions, type SessionPageOptions, type Sessions, type UpdateOptions } from "./sessions.js";
export type { Metadata } from "./stored.js";
