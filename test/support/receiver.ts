import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { createWebhook, headerAuth, type WebhookOptions } from "../../src/webhooks/index.js";
import { upsert } from "../fixtures/webhooks.js";

export const secret = "0123456789abcdef";
export const headers = { "content-type": "application/json", "x-webhook-secret": secret };
export const body = JSON.stringify(upsert());

/** A webhook that notes the texts it receives. */
export function listening(options: Partial<WebhookOptions> = {}) {
  const auth = headerAuth({ name: "x-webhook-secret", value: secret });
  const webhook = createWebhook({ auth, bodyLimit: 1_000_000, dedupe: false, ...options });
  const texts: unknown[] = [];
  webhook.onMessage("text", ({ text }) => texts.push(text));
  return { webhook, texts };
}

/** Serves on a free port of this machine, until the test is over. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const post = (url: string, init: RequestInit = {}) => fetch(url, { method: "POST", headers, body, ...init });
