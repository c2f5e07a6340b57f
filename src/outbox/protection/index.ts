// What keeps a number from being used up

// A circuit breaker for each instance
export { Breakers, type BreakersOptions } from "./breakers.js";
export type { CircuitCause } from "./circuit.js";
export type { BreakerEvent, BreakerStatus } from "./events.js";
// A budget for people who are written to for the first time
export { FirstContacts, type FirstContactsParts } from "./first-contacts.js";
// How an instance's lanes are named
export { lanePrefixOf } from "./keys.js";
// The options, and their schemas
export { type BreakerOptions, breakerOptions, type FirstContactsOptions, firstContactsOptions } from "./options.js";
export type { StateReader } from "./prober.js";
// What an error says of the whole instance
export { type Trip, type TripCause, tripOf } from "./trip.js";
