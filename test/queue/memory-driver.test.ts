import { describe, it } from "vitest";
import { memoryDriver } from "../../src/queue/memory-driver.js";
import { queueDriverSuite } from "../../src/testing/index.js";

queueDriverSuite({
  name: "memory",
  create: ({ clock }) => memoryDriver({ clock }),
  capabilities: { durable: false, clock: "injected" },
  describe,
  it,
});
