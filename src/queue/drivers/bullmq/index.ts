// Queues in Redis, on BullMQ

export type { Logger } from "../../../types/index.js";
export type { QueueDriver } from "../../driver.js";
export { type BullmqDriverOptions, bullmqDriver } from "./bullmq-driver.js";
export type { BullmqConnection } from "./connection.js";
