import axios from "axios";
import { setupServer } from "msw/node";
import { expect, it, onTestFinished } from "vitest";
import { EvolutionClient, fetchTransport, isRecipientNotFoundError, isServerError } from "../../../src/index.js";
import { createHandlers, type HandlersOptions } from "../../../src/testing/msw/index.js";

/** The code under test has a client on fetch; msw stands for the gateway. */
function start(options: Partial<HandlersOptions> = {}) {
  const evolution = createHandlers({ baseUrl: "https://evo.example.com", ...options });
  const server = setupServer(...evolution.handlers);
  server.listen({ onUnhandledRequest: "error" });
  const { apiKey } = evolution.gateway;
  const baseUrl = options.baseUrl ?? "https://evo.example.com";
  const client = new EvolutionClient({ baseUrl, apiKey, transport: fetchTransport() });
  onTestFinished(async () => {
    server.close();
    await client.close();
    await evolution.gateway.close();
  });
  return { ...evolution, shop: client.instance("shop"), client, baseUrl };
}

const number = "5511999990001";
const caught = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

it("takes sends, remembers them, and answers as the gateway does", async () => {
  const { shop, sent } = start();
  const { key } = await shop.messages.sendText({ number, text: "Olá" });
  expect(key).toMatchObject({ remoteJid: `${number}@s.whatsapp.net`, fromMe: true });
  expect(sent).toMatchObject([
    { route: "sendText", instance: "shop", requestBody: { number, text: "Olá" }, responseBody: { key } },
  ]);
  expect((await shop.chats.findMessages({ where: { key: { id: key.id } } })).messages.records).toMatchObject([
    { key: { id: key.id }, message: { conversation: "Olá" } },
  ]);
});

it("answers the other common routes", async () => {
  const { shop, client } = start();
  expect(await client.instances.connectionState("shop")).toMatchObject({ instance: { state: "open" } });
  expect(await client.instances.fetchInstances()).toMatchObject([{ name: "shop" }]);
  expect(await shop.chats.whatsappNumbers({ numbers: [number, "5511999990404"] })).toMatchObject([
    { exists: true },
    { exists: false },
  ]);
  const webhook = { enabled: true, url: "https://bot.example.com", events: [] };
  await shop.events.webhook.set(webhook);
  expect(await shop.events.webhook.find()).toMatchObject({ url: "https://bot.example.com" });
  await shop.chats.sendPresence({ number, presence: "composing", delay: 0 });
});

it("takes files as forms, and hands them out again", async () => {
  const { shop, gateway } = start();
  const bytes = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10);
  const maria = gateway.phone(number, { name: "Maria" });
  await shop.messages.sendMedia({ number, media: bytes, mediatype: "image", caption: "look" });
  expect((await maria.waitFor("look")).media?.bytes).toEqual(bytes);
});

it("refuses in the gateway's words", async () => {
  const { shop, baseUrl } = start();
  expect(isRecipientNotFoundError(await caught(shop.messages.sendText({ number: "5511999990404", text: "oi" })))).toBe(
    true,
  );
  const unauthorised = await fetch(`${baseUrl}/instance/fetchInstances`, { headers: { apikey: "wrong" } });
  expect([unauthorised.status, await unauthorised.json()]).toMatchObject([401, { error: "Unauthorized" }]);
  expect((await fetch(`${baseUrl}/nowhere`)).status).toBe(404);
});

it("fails the next calls of a route as asked, without an effect", async () => {
  const { shop, sent, failNext } = start();
  failNext("sendText", { status: 503, message: "busy" });
  const error = await caught(shop.messages.sendText({ number, text: "Olá" }));
  expect(isServerError(error) && error.status).toBe(503);
  expect(sent).toEqual([]);
  await shop.messages.sendText({ number, text: "Olá" });
  expect(sent).toHaveLength(1);
});

it("cuts a connection as a fault says", async () => {
  const { baseUrl, gateway } = start();
  gateway.faults.add({ kind: "drop", when: "before", times: 1 });
  expect(await caught(fetch(baseUrl))).toBeInstanceOf(TypeError);
  expect((await fetch(baseUrl)).status).toBe(200);
});

it("lies under a path, and is seen by clients on node:http too", async () => {
  const { shop, baseUrl, gateway, sent } = start({ baseUrl: "https://example.com/evolution/" });
  await shop.messages.sendText({ number, text: "Olá" });
  const headers = { apikey: gateway.apiKey };
  const answer = await axios.post(
    `${baseUrl}message/sendText/shop`,
    { number, text: "again" },
    { headers, adapter: "http" },
  );
  expect(answer.status).toBe(201);
  expect(sent.map(({ requestBody }) => requestBody)).toEqual([
    { number, text: "Olá" },
    { number, text: "again" },
  ]);
});
