import * as z from "zod";
import { subscriptions } from "../types/index.js";
import { httpUrl } from "./fields.js";

/** The events to subscribe to. */
export const events = z
  .array(z.enum(subscriptions))
  .describe("The events to send; an empty list means all. Needed: the gateway fails without it.");

const enabled = z.boolean().describe("False also empties the stored list of events.");

export const webhookFields = {
  url: httpUrl.describe("Where to post the events: an http(s) URL."),
  events,
  headers: z
    .record(z.string(), z.string())
    .optional()
    .describe("Headers to send with every event; jwt_key is not sent but signs a token."),
  byEvents: z.boolean().optional().describe("True posts each event to an address of its own below the URL."),
  base64: z.boolean().optional().describe("True puts media into the events as base64."),
};

export const pusherFields = {
  appId: z.string().describe("The app's id at Pusher."),
  key: z.string().describe("The app's key."),
  secret: z.string().describe("The app's secret."),
  cluster: z.string().describe("The app's cluster, such as us2."),
  useTLS: z.boolean().describe("Whether to encrypt the connection."),
  events,
};

const fields = z.strictObject({ enabled, events }).describe("Whether to send events, and which.");

/** The bodies of `/webhook/set` and its like. */
export const outlet = {
  webhookSet: z
    .strictObject({
      webhook: z.strictObject({ enabled, ...webhookFields }).describe("Whether to post events, where, and which."),
    })
    .describe("Sets where an instance posts its events; what is left out of the optional fields keeps its value."),
  websocketSet: z.strictObject({ websocket: fields }).describe("Sets which events go to the WebSocket."),
  rabbitmqSet: z.strictObject({ rabbitmq: fields }).describe("Sets which events go to RabbitMQ."),
  natsSet: z.strictObject({ nats: fields }).describe("Sets which events go to NATS."),
  pusherSet: z
    .strictObject({
      pusher: z.strictObject({ enabled, ...pusherFields }).describe("Whether to send events, which, and by which app."),
    })
    .describe("Sets which events go to a Pusher app."),
  sqsSet: z.strictObject({ sqs: fields }).describe("Sets which events go to SQS."),
  kafkaSet: z.strictObject({ kafka: fields }).describe("Sets which events go to Kafka."),
};
