import { join } from "node:path";
import { describe, it } from "vitest";
import { sqliteStore } from "../../../src/state/stores/sqlite/index.js";
import { stateStoreSuite } from "../../../src/testing/index.js";

stateStoreSuite({
  name: "sqlite",
  create: ({ clock, folder }) => sqliteStore({ file: join(folder, "state.db"), clock }),
  capabilities: {
    durable: true,
    shared: true,
    processes: { module: new URL("child-store.ts", import.meta.url), execArgv: ["--import", "tsx"] },
  },
  describe,
  it,
});
