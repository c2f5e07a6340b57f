import { onTestFinished } from "vitest";
import { EvolutionClient, fetchTransport } from "../../src/index.js";
import { createOutbox, memoryDriver, type OutboxEventName, type OutboxOptions } from "../../src/queue/index.js";
import { createFakeGateway, type FakeGatewayOptions, type PhoneOptions } from "../../src/testing/index.js";
import { createWebhook } from "../../src/webhooks/index.js";
import { settle } from "../support/virtual-clock.js";

/** An outbox on a fake gateway with a clock that only `advance` moves, all in this process. */
export async function setUp({
  gateway: given,
  attached = false,
  phone,
  ...options
}: Partial<OutboxOptions> & { gateway?: FakeGatewayOptions; attached?: boolean; phone?: PhoneOptions } = {}) {
  const gateway = await createFakeGateway({
    clock: "virtual",
    random: () => 0.5,
    instances: [{ name: "shop" }],
    ...given,
  });
  const { clock } = gateway;
  let under = 0;
  const fetch: typeof globalThis.fetch = async (...args) => {
    under++;
    try {
      const response = await gateway.fetch(new Request(...args));
      if (response.status === 0) throw new TypeError("fetch failed", { cause: { code: "ECONNRESET" } });
      return response;
    } finally {
      under--;
    }
  };
  const transport = fetchTransport({ fetch });
  const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: gateway.apiKey, transport, clock });
  const driver = options.driver ?? memoryDriver({ clock });
  const open = (more: Partial<OutboxOptions> = {}) =>
    createOutbox({ client, driver, clock, pace: false, random: () => 0.5, ...options, ...more });
  const outbox = open();
  const told: { name: OutboxEventName; event: unknown }[] = [];
  for (const name of ["sent", "retrying", "uncertain", "settled", "failed", "status", "stuck", "error"] as const)
    outbox.on(name, (event) => told.push({ name, event }));
  const webhook = createWebhook({ auth: "none" });
  if (attached) outbox.attach(webhook);
  gateway.on("delivery", () => {});
  onTestFinished(async () => {
    await Promise.all([outbox.close({ timeoutMs: 0 }), advance(7_000)]);
    await client.close();
    await gateway.close();
  });

  /** Lets requests end, but for those that wait for the clock. */
  async function quiet(): Promise<void> {
    for (let [idle, turns] = [0, 0]; idle < 4 && turns < 400; turns++) {
      await settle();
      idle = under === 0 ? idle + 1 : 0;
    }
  }

  /** Lets time pass in small steps, with everything that is due done in between. */
  async function advance(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 250) {
      await quiet();
      await clock.advance(Math.min(250, left));
    }
    await quiet();
  }

  const maria = gateway.phone("5511999990001", { name: "Maria", lid: "190000000000007", ...phone });
  const text = (words: string, number = "5511999990001") => ({ instanceName: "shop", number, text: words });
  return {
    ...{ gateway, client, clock, driver, outbox, open, webhook, maria, text, advance, quiet },
    told: () => told.map(({ name }) => name),
    events: told,
    texts: () => maria.inbox.map(({ text }) => text),
  };
}
