import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { EvolutionClient } from "evolution-kit";
import { createChannel, type Logger } from "evolution-kit/channel";
import express from "express";
import { answer, type Memory } from "./agent.js";

export interface AgentConfig {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly instance: string;
  readonly webhookSecret: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Where the gateway reaches this server's `/webhook`. @default the port on 127.0.0.1, for a gateway on this machine */
  readonly webhookUrl?: string | undefined;
  readonly logger: Logger;
}

/** Starts the agent: an Express server with the webhook and a health check. */
export async function startAgent(config: AgentConfig) {
  const { baseUrl, apiKey, instance, webhookSecret, logger } = config;
  const client = new EvolutionClient({ baseUrl, apiKey });
  const channel = createChannel({ client, instance, webhookSecret, logger });
  const memories = new Map<string, Memory>();

  channel.onTurn(async (turn) => {
    const person = turn.chat.phone ?? turn.chat.jid;
    // A turn may run again, so it works on a copy that counts only once the answer has left.
    const memory = structuredClone(memories.get(person) ?? { order: [] });
    await turn.reply(await answer(turn.text, memory, turn.sender.name));
    memories.set(person, memory);
  });

  const app = express();
  app.use("/webhook", channel.node);
  app.get("/health", async (_request, response) => {
    const { ok, latencyMs } = await client.server.health();
    response.status(ok ? 200 : 503).json({ ok, gateway: { ok, latencyMs } });
  });
  const server = createServer(app).listen(config.port);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  const webhookUrl = config.webhookUrl ?? `http://127.0.0.1:${port}/webhook`;
  await client.instance(instance).events.webhook.set({
    enabled: true,
    url: webhookUrl,
    headers: { "x-webhook-secret": webhookSecret },
    byEvents: false,
    base64: false,
    events: ["MESSAGES_UPSERT"],
  });
  await channel.start();
  logger.info(`Answering for ${instance} at ${webhookUrl}, health at http://127.0.0.1:${port}/health`);

  return {
    port,
    webhookUrl,
    /** Takes no more messages, lets the turns that run end, then closes everything. */
    async stop() {
      await channel.stop();
      server.close();
      server.closeIdleConnections();
      await client.close();
    },
  };
}
