// Records with compare-and-set

export { type KeyvStoreOptions, keyvStore } from "./keyv-store.js";
export { type MemoryStoreOptions, memoryStore } from "./memory-store.js";
export type { SetOptions, StatePage, StateRecord, StateSettings, StateSpace, StateStore } from "./store.js";
