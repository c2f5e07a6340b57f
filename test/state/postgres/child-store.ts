import { Pool } from "pg";
import { postgresStore } from "../../../src/state/stores/postgres/index.js";
import type { StateStoreContext } from "../../../src/testing/index.js";

/** In a process of its own. */
export function createStore({ id }: StateStoreContext) {
  const { CONFORMANCE_POSTGRES_URL: connectionString, CONFORMANCE_POSTGRES_SCHEMA: schema } = process.env;
  return postgresStore({ pool: new Pool({ connectionString }), schema, table: tableOf(id) });
}

export const tableOf = (id: string): string => `t_${id.replaceAll("-", "_")}`;
