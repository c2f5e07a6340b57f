// LID and phone number are one person.

// What is told, and what to do when two turn out to be one.
export type { ContradictionPage } from "./contradictions.js";
export type { Contradiction, IdentityEventName, IdentityEvents, Merge } from "./events.js";
export { createIdentityMap, type Identity, type IdentityMap, type Learnable, type Pair } from "./identity-map.js";
export type { MergeHook } from "./merges.js";
export type { IdentityMapOptions } from "./options.js";

// What to send to.
export type { Gateway, ReplyAddress } from "./reply-address.js";
