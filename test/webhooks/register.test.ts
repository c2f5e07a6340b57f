import { inspect } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { EvolutionClient, isApiError } from "../../src/index.js";
import { createFakeGateway } from "../../src/testing/index.js";
import {
  type Auth,
  allOf,
  createWebhook,
  generateSecret,
  headerAuth,
  ipAllowList,
  jwtAuth,
  type RegistrationOptions,
  type RegistrationTarget,
  type StoredWebhook,
  secretAuth,
} from "../../src/webhooks/index.js";
import { serve } from "../support/receiver.js";

const url = "https://bot.example.com/webhook";
const events = ["MESSAGES_UPSERT", "CONNECTION_UPDATE"] as const;
const secret = generateSecret();

async function gatewayWith(names = ["shop"]) {
  const gateway = await createFakeGateway({ instances: names.map((name) => ({ name })) });
  const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: gateway.apiKey });
  onTestFinished(async () => {
    await client.close();
    await gateway.close();
  });
  return { gateway, client, shop: client.instance("shop") };
}

/** A gateway that stores what it likes. */
function gatewayThatStores(change: (stored: StoredWebhook) => StoredWebhook | null): RegistrationTarget {
  let stored: StoredWebhook | null = null;
  return {
    instanceName: "shop",
    events: {
      webhook: {
        async set({ byEvents, base64, ...body }) {
          stored = change({ ...body, webhookByEvents: byEvents, webhookBase64: base64 });
        },
        find: async () => stored,
      },
    },
  };
}

describe("webhook.register", () => {
  it("sets the address, the events, the secrets and no media, also over older settings and twice", async () => {
    const { shop } = await gatewayWith();
    const old = { url: "http://old.example", events: ["CALL" as const], headers: { "x-old": "1" } };
    await shop.events.webhook.set({ enabled: true, ...old, base64: true, byEvents: true });
    const webhook = createWebhook({ auth: secretAuth({ secret }) });
    const registered = { instanceName: "shop", url, events: [...events], missingEvents: [] };
    for (let i = 0; i < 2; i++) expect(await webhook.register(shop, { url, events })).toEqual(registered);
    expect(await shop.events.webhook.find()).toMatchObject({
      enabled: true,
      url,
      events,
      headers: { "x-webhook-secret": secret, jwt_key: secret },
      webhookByEvents: false,
      webhookBase64: false,
    });
  });

  it.each<[string, Auth]>([
    ["secretAuth", secretAuth({ secret: [secret, "an-older-one"] })],
    ["headerAuth", headerAuth({ name: "X-Bot", value: secret })],
    ["jwtAuth", jwtAuth({ key: [secret, "an-older-one"] })],
    ["allOf", allOf(ipAllowList({ addresses: ["127.0.0.1"] }), jwtAuth({ key: secret }))],
  ])("makes the gateway send what %s accepts", async (_what, auth) => {
    const { gateway, shop } = await gatewayWith();
    const webhook = createWebhook({ auth });
    const texts: string[] = [];
    webhook.onMessage("text", ({ text }) => texts.push(text));
    await webhook.register(shop, { url: await serve(webhook.node), events, headers: { "x-tenant": "a" } });
    gateway.phone("5511999990001").send("oi");
    await gateway.settled();
    expect(texts).toEqual(["oi"]);
  });

  it("leaves out what this version of the gateway does not know, and says so", async () => {
    const { shop } = await gatewayWith();
    const webhook = createWebhook({ auth: secretAuth({ secret }) });
    const asked = ["MESSAGES_UPSERT", "MESSAGING_HISTORY_SET" as "MESSAGES_SET"] as const;
    expect(await webhook.register(shop, { url, events: asked })).toMatchObject({
      events: ["MESSAGES_UPSERT"],
      missingEvents: ["MESSAGING_HISTORY_SET"],
    });
  });

  it("asks for all events only when told so", async () => {
    const { shop } = await gatewayWith();
    const webhook = createWebhook({ auth: "none" });
    const { events, missingEvents } = await webhook.register(shop, { url, events: "all" });
    expect([events.length > 20, missingEvents]).toEqual([true, []]);
    await expect(webhook.register(shop, { url, events: [] })).rejects.toThrow("Expected `events` to be a list of");
  });

  it.each<[string, (stored: StoredWebhook) => StoredWebhook | null]>([
    ["webhook", () => null],
    ["enabled", (stored) => ({ ...stored, enabled: false })],
    ["url", (stored) => ({ ...stored, url: `${url}/` })],
    ["events", (stored) => ({ ...stored, events: [] })],
    ["events", (stored) => ({ ...stored, events: [...stored.events, "CALL"] })],
    ["byEvents", (stored) => ({ ...stored, webhookByEvents: true })],
    ["base64", (stored) => ({ ...stored, webhookBase64: true })],
    ["headers.jwt_key, headers.x-webhook-secret", (stored) => ({ ...stored, headers: null })],
    ["headers.jwt_key", (stored) => ({ ...stored, headers: { ...stored.headers, jwt_key: `${secret}x` } })],
    ["headers.x-old", (stored) => ({ ...stored, headers: { ...stored.headers, "x-old": "1" } })],
  ])("fails when the gateway shows another %s, without a secret in the error", async (field, change) => {
    const webhook = createWebhook({ auth: secretAuth({ secret }) });
    const error = await webhook.register(gatewayThatStores(change), { url, events }).catch((error) => error);
    expect(isApiError(error)).toBe(true);
    expect(error.message).toContain(`shows another ${field}. `);
    expect(JSON.stringify([error, error.body, error.message, error.stack])).not.toContain(secret);
  });

  it.each<[string, Partial<RegistrationOptions>, string]>([
    ["a URL without http", { url: "bot.example.com" }, "Expected `url` to be an address"],
    ["a URL that is none", { url: "http://" }, "Expected `url` to be an address"],
    ["no URL", { url: undefined as never }, "Expected `url` to be an address"],
    ["events that are no list", { events: "MESSAGES_UPSERT" as "all" }, "Expected `events` to be a list"],
    [
      "a header that cannot be sent",
      { headers: { "x-a": "a\nb" } },
      "Expected `headers.x-a` to be a text that a header",
    ],
    [
      "a second secret header",
      { headers: { "X-Webhook-Secret": "x" } },
      'without "X-Webhook-Secret", which `auth` sets',
    ],
  ])("refuses %s before anything is set", async (_what, changed, message) => {
    const webhook = createWebhook({ auth: secretAuth({ secret }) });
    const target = gatewayThatStores(() => {
      throw new Error("was set");
    });
    await expect(webhook.register(target, { url, events, ...changed })).rejects.toThrow(message);
  });

  it("ends when the caller does not want to wait any longer", async () => {
    const { client } = await gatewayWith();
    const webhook = createWebhook({ auth: secretAuth({ secret }) });
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(webhook.register(client.instance("shop"), { url, events, signal })).rejects.toMatchObject({
      code: "ABORTED",
    });
  });
});

it("shows no secret where a check is printed or logged", () => {
  const auth = allOf(secretAuth({ secret }), headerAuth({ name: "x", value: secret }));

  expect(inspect([auth, createWebhook({ auth })], { depth: 9, showHidden: true })).not.toContain(secret);
});
