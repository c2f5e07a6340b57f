// What users run is measured: the built package, not the sources as a script runner translates them.

const load = async (path: string): Promise<unknown> => import(new URL(`../../dist/${path}`, import.meta.url).href);

export const root = () => load("index.js") as Promise<typeof import("../../src/index.js")>;
export const webhooks = () => load("webhooks/index.js") as Promise<typeof import("../../src/webhooks/index.js")>;
export const queue = () => load("queue/index.js") as Promise<typeof import("../../src/queue/index.js")>;
export const sqlite = () =>
  load("queue/sqlite/index.js") as Promise<typeof import("../../src/queue/drivers/sqlite/index.js")>;
export const bullmq = () =>
  load("queue/bullmq/index.js") as Promise<typeof import("../../src/queue/drivers/bullmq/index.js")>;
export const sessions = () => load("sessions/index.js") as Promise<typeof import("../../src/sessions/index.js")>;
export const sessionsSqlite = () =>
  load("sessions/sqlite/index.js") as Promise<typeof import("../../src/state/stores/sqlite/index.js")>;
export const sessionsRedis = () =>
  load("sessions/redis/index.js") as Promise<typeof import("../../src/state/stores/redis/index.js")>;
export const format = () => load("format/index.js") as Promise<typeof import("../../src/format/index.js")>;
