import { onTestFinished } from "vitest";
import { EvolutionClient, type InstanceClient } from "../../src/index.js";
import { createFakeGateway, type FakeGatewayOptions } from "../../src/testing/index.js";
import { createWebhook, type InboundMessage } from "../../src/webhooks/index.js";
import { serve } from "./receiver.js";

/** A gateway with an instance "shop" whose bot does this with every message. */
export async function startBot(
  answer: (message: InboundMessage, shop: InstanceClient) => Promise<unknown> | unknown,
  options: FakeGatewayOptions = {},
) {
  const webhook = createWebhook({ auth: "none" });
  const url = await serve(webhook.node);
  const gateway = await createFakeGateway({ instances: [{ name: "shop", webhook: { url } }], ...options });
  const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: gateway.apiKey });
  onTestFinished(async () => {
    await client.close();
    await gateway.close();
  });
  const shop = client.instance("shop");
  webhook.onMessage("*", async (message) => void (await answer(message, shop)));
  return { gateway, shop, maria: gateway.phone("5511999990001", { name: "Maria" }) };
}
