import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { EvolutionClient } from "evolution-kit";
import { createSimulator, type Simulator } from "evolution-kit/simulator";
import { createFakeGateway, type FakeGateway } from "evolution-kit/testing";
import { createWebhook } from "evolution-kit/webhooks";
import { answer } from "./bot.js";

/** A bakery with a small bot, two phones, and the page. */
export interface Scene {
  readonly gateway: FakeGateway;
  readonly simulator: Simulator;
  /** What the bot was told, once each. */
  readonly heard: string[];
  close(): Promise<void>;
}

export async function startScene(): Promise<Scene> {
  const heard: string[] = [];
  const gateway = await createFakeGateway({ instances: [{ name: "bakery" }, { name: "support", state: "close" }] });
  gateway.phone("5511999990001", { name: "Maria Souza" });
  gateway.phone("5511999990002", { name: "João Lima" });
  const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: gateway.apiKey });
  const bakery = client.instance("bakery");
  const webhook = createWebhook({ auth: "none" });
  for (const kind of ["text", "image", "selection"] as const) {
    webhook.onMessage(kind, { fromMe: false }, async (message) => {
      heard.push(message.text ?? kind);
      const { remoteJid, id } = message.key;
      await bakery.chats.markMessageAsRead({ readMessages: [{ remoteJid, fromMe: false, id }] });
      await answer(bakery.messages, message);
    });
  }
  const server = createServer((request, response) => webhook.node(request, response)).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await bakery.events.webhook.set({ enabled: true, url, byEvents: false, base64: false, events: [] });
  const simulator = await createSimulator({ gateway });
  return {
    gateway,
    simulator,
    heard,
    async close() {
      await simulator.close();
      server.closeAllConnections();
      server.close();
      await client.close();
      await gateway.close();
    },
  };
}
