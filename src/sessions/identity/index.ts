// LID and phone number are one person.

// What is told, and what to do when two turn out to be one.
export type { ContradictionPage } from "./contradictions.js";
export type { Contradiction, IdentityEventName, IdentityEvents, PersonMerge } from "./events.js";
export {
  type AddressPair,
  createIdentityMap,
  type Identity,
  type IdentityMap,
  type Learnable,
} from "./identity-map.js";
export type { MergeHook } from "./merges.js";
export type { IdentityMapOptions } from "./options.js";

// What to send to.
export type { GatewayFacts, ReplyAddress } from "./reply-address.js";
