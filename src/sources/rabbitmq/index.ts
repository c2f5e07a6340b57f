// Events from RabbitMQ

export type { Logger } from "../../types/index.js";
export type { Handle, HandleResult, Source } from "../source.js";
export type { AmqpChannel, AmqpConnection, AmqpMessage } from "./amqp.js";
export type { OwnQueue, RabbitmqSourceOptions } from "./options.js";
export { rabbitmqSource } from "./rabbitmq.js";
