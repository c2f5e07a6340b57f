import { describe, it } from "vitest";
import { queueDriverSuite } from "../../../src/testing/index.js";
import { keptDrivers } from "./kept-driver.js";

queueDriverSuite({
  name: "kept by this process",
  create: keptDrivers(),
  capabilities: {
    durable: true,
    clock: "injected",
    processes: { module: new URL("served-driver.ts", import.meta.url), execArgv: ["--import", "tsx"] },
  },
  describe,
  it,
});
