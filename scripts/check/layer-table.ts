/** The layer of every folder of `src`. Imports point to a lower number, or stay in the folder. */
export const layers: Readonly<Record<string, number>> = {
  cli: 7,
  simulator: 6,
  "index.ts": 5,
  channel: 5,
  testing: 5,
  dashboard: 5,
  "queue/index.ts": 5,
  sources: 4,
  outbox: 4,
  checks: 4,
  client: 3,
  webhooks: 3,
  queue: 3,
  sessions: 3,
  "rate-limit": 3,
  observability: 3,
  format: 2,
  state: 2,
  schemas: 2,
  errors: 1,
  jid: 1,
  types: 1,
  internal: 0,
};

/** Folders inside a folder: each of their entries is one implementation, and imports neither its siblings nor anything above. */
export const nestedLayers: Readonly<Record<string, number>> = {
  "queue/drivers": 4,
  "state/stores": 3,
};

/**
 * The optional peers, and the files or folders (without extension) whose subpath needs them.
 * Web frameworks have no owner: our handlers take structural types, so that Express 4 and 5 fit alike.
 */
export const peers: Readonly<Record<string, readonly string[]>> = {
  libsql: ["queue/drivers/sqlite", "state/stores/sqlite"],
  bullmq: ["queue/drivers/bullmq"],
  ioredis: ["queue/drivers/bullmq", "state/stores/redis", "cli/doctor/redis"],
  pg: ["state/stores/postgres"],
  "prom-client": ["observability"],
  "@bull-board/*": ["dashboard"],
  express: [],
  fastify: [],
  hono: [],
  msw: ["testing/msw"],
  "socket.io-client": ["sources/websocket"],
  amqplib: ["sources/rabbitmq"],
};

/** What runs on the edge: files and folders without a Node built-in. */
const nodeFree = [
  "webhooks/",
  "format/",
  "schemas/",
  "sessions/",
  "state/",
  "errors/",
  "jid/",
  "types/",
  "internal/",
  "client/transports/fetch.ts",
  "client/default-transport.edge.ts",
];

/** Whether a file may not import a Node built-in. One implementation of a store is for Node when its peer is. */
export function isNodeFree(path: string): boolean {
  return nodeFree.some((place) => path.startsWith(place)) && !path.startsWith("state/stores/");
}
