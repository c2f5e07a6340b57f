import { expect, it, onTestFinished } from "vitest";
import { checkWebhook } from "../../src/checks/webhook.js";
import { EvolutionClient, type Subscription } from "../../src/index.js";
import { stubGateway } from "../support/stub-gateway.js";

interface Stored {
  readonly url?: string;
  readonly enabled?: boolean;
  readonly events?: readonly Subscription[];
  readonly webhookByEvents?: boolean;
}

/** The diagnoses of a stored webhook, by name. */
async function diagnose(stored: Stored | null, baseUrl = "https://evo.example.com") {
  const row = stored && {
    id: "1",
    url: "https://bot.example.com/webhook",
    headers: null,
    enabled: true,
    events: ["MESSAGES_UPSERT"],
    webhookByEvents: false,
    webhookBase64: false,
    ...stored,
  };
  const { url } = await stubGateway({ status: 200, body: row });
  const client = new EvolutionClient({ baseUrl: url, apiKey: "key" });
  onTestFinished(() => client.close());
  const { diagnoses, row: found } = await checkWebhook(client, "shop", { baseUrl });
  return { found, ...Object.fromEntries(diagnoses.map(({ name, ...rest }) => [name, rest])) };
}

it("is content with an https address that asks for messages", async () => {
  expect(await diagnose({})).toMatchObject({
    found: { url: "https://bot.example.com/webhook" },
    webhook: { status: "ok", seen: "https://bot.example.com/webhook" },
    "webhook events": { status: "ok", seen: "MESSAGES_UPSERT" },
    "webhook address": { status: "ok" },
  });
});

it("never shows a secret of the address", async () => {
  const { webhook } = (await diagnose({ url: "https://bot.example.com/webhook?token=hunter22" })) as {
    webhook?: { seen: string };
  };
  expect(webhook?.seen).toBe("https://bot.example.com/webhook?token=[redacted]");
});

it("misses a webhook that is not set, or off", async () => {
  const set = expect.stringContaining('webhook.register(client.instance("shop")');
  expect(await diagnose(null)).toEqual({
    found: undefined,
    webhook: { status: "fail", seen: "the instance has none of its own", fix: set },
  });
  expect(await diagnose({ enabled: false })).toEqual({
    found: undefined,
    webhook: { status: "fail", seen: "it is switched off", fix: set },
  });
});

it("misses the event of a message, and warns of the one that holds others back", async () => {
  expect(await diagnose({ events: ["CONNECTION_UPDATE"] })).toMatchObject({
    "webhook events": { status: "fail", fix: expect.stringContaining("MESSAGES_UPSERT") },
  });
  expect(await diagnose({ events: ["MESSAGES_UPSERT", "MESSAGES_EDITED"] })).toMatchObject({
    "webhook events": { status: "warn", seen: expect.stringContaining("MESSAGES_EDITED") },
  });
});

it.each<[string, Stored, string, string, RegExp]>([
  ["is no web address", { url: "bot.example.com/webhook" }, "https://evo.example.com", "fail", /no http or https/],
  [
    "has a query in front of the event's path",
    { url: "https://bot.example.com/webhook?shop=1", webhookByEvents: true },
    "https://evo.example.com",
    "fail",
    /query/,
  ],
  [
    "is localhost for a gateway elsewhere",
    { url: "http://localhost:3000/" },
    "https://evo.example.com",
    "fail",
    /localhost/,
  ],
  ["is [::1] for a gateway elsewhere", { url: "http://[::1]:3000/" }, "http://10.0.0.5:8080", "fail", /own machine/],
  ["is localhost for a gateway here", { url: "http://127.0.0.1:3000/" }, "http://localhost:8080", "ok", /container/],
  ["is private for a public gateway", { url: "http://192.168.1.5/" }, "https://evo.example.com", "warn", /private/],
  [
    "is a service's name for a public gateway",
    { url: "http://bot:3000/" },
    "https://evo.example.com",
    "warn",
    /private/,
  ],
  ["is a service's name for a private gateway", { url: "http://bot:3000/" }, "http://10.0.0.5:8080", "ok", /http,/],
  ["is public and not encrypted", { url: "http://bot.example.com/" }, "https://evo.example.com", "warn", /unencrypted/],
  [
    "has a query and one path for all events",
    { url: "https://bot.example.com/webhook?shop=1" },
    "https://evo.example.com",
    "ok",
    /one path for all/,
  ],
])("an address that %s", async (_, stored, baseUrl, status, seen) => {
  expect(await diagnose(stored, baseUrl)).toMatchObject({
    "webhook address": { status, seen: expect.stringMatching(seen) },
  });
});
