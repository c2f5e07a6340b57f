import { join } from "node:path";
import { sqliteStore } from "../../../src/state/stores/sqlite/index.js";
import type { StateStoreContext } from "../../../src/testing/index.js";

export const createStore = ({ folder }: StateStoreContext) => sqliteStore({ file: join(folder, "state.db") });
