// How fast an outbox sends

export { type PaceOptions, type PaceRate, paceOption, type ResolvedPaceOptions } from "./options.js";
export { createPace, type Pace, type PaceDependencies, type PacedSend, type TurnOptions } from "./pace.js";
export type { SharingChange } from "./shared-places.js";
