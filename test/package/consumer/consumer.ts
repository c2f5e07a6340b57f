// What a user's first lines look like. Compiled against the packed types as an ES module and as CommonJS.
import { type EvolutionClient, isRateLimitError, parseJid } from "evolution-kit";
import { createChannel } from "evolution-kit/channel";
import { toWhatsApp } from "evolution-kit/format";
import { type SchemaName, schemas } from "evolution-kit/schemas";
import { rabbitmqSource } from "evolution-kit/sources/rabbitmq";
import { websocketSource } from "evolution-kit/sources/websocket";
import { build, conversation, createFakeGateway, matchers } from "evolution-kit/testing";
import { createWebhook } from "evolution-kit/webhooks";

export async function greet(client: EvolutionClient, number: string): Promise<void> {
  await client.instance("shop").messages.sendText({ number, text: toWhatsApp("**Hello**") });
}

export async function answer(client: EvolutionClient, toolCall: unknown): Promise<void> {
  await client.instance("shop").messages.sendText(schemas.sendText.parse(toolCall));
}

export const described: SchemaName = "sendText";

export const webhook = createWebhook({ auth: "none" });
webhook.on("messages.upsert", (event) => console.log(event.instance, parseJid(String(event.data.key.remoteJid))));

export async function test(): Promise<void> {
  const gateway = await createFakeGateway();
  await conversation(gateway.phone("5511999990001"), { gateway }).says("oi").expects(/Hello/);
  await webhook.handle(build.imageMessage({ caption: "look" }));
}

// Not testing/msw: msw's own declarations do not compile with --module node16.
export const parts = [matchers, createChannel, createFakeGateway, isRateLimitError];

export const sources = [
  rabbitmqSource({ url: "amqp://localhost", queues: ["shop.messages.upsert"], handle: webhook.handle }),
  websocketSource({ baseUrl: "http://localhost:8080", apiKey: "key", instance: "shop", handle: webhook.handle }),
];
