import { expect, it } from "vitest";
import { createWebhook, parseWebhook, toInboundMessage } from "../../src/webhooks/index.js";
import { upsert } from "../fixtures/webhooks.js";

const { destination: _, ...envelope } = upsert();

it.each([
  ["RabbitMQ, NATS or a WebSocket", {}],
  ["SQS", { dataType: "json", server: "evolution" }],
  ["Kafka", { timestamp: 1_767_225_600_123 }],
])("a body from %s, without destination, is the same event with its further fields", async (_what, further) => {
  const body = { ...envelope, ...further };
  const event = parseWebhook(body);
  expect(event).toMatchObject({ event: "messages.upsert", instance: "shop", ...further });
  expect(toInboundMessage(event)?.text).toBe("oi");
  expect(await createWebhook({ auth: "none" }).handle(JSON.stringify(body))).toMatchObject({ status: 200, event });
});

it("an SQS body whose data is in S3 is no message yet: it is to be fetched, and comes again until it is", async () => {
  const body = { ...envelope, dataType: "s3", data: { fileUrl: "https://s3.example.com/evolution/1.json" } };
  const { status } = await createWebhook({ auth: "none" }).handle(body);
  expect(status).toBe(503);
});
