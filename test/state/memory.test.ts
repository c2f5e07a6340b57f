import { describe, it } from "vitest";
import { memoryStore } from "../../src/state/index.js";
import { stateStoreSuite } from "../../src/testing/index.js";

stateStoreSuite({
  name: "memory",
  create: ({ clock }) => memoryStore({ clock }),
  capabilities: { durable: false, shared: false },
  describe,
  it,
});
