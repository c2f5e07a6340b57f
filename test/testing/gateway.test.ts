import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { jwtVerify } from "jose";
import { describe, expect, it, onTestFinished } from "vitest";
import { EvolutionClient, type InstanceClient } from "../../src/index.js";
import { createFakeGateway, type FakeGatewayOptions } from "../../src/testing/index.js";
import { createWebhook, parseWebhook, toInboundMessage } from "../../src/webhooks/index.js";

async function start(options: FakeGatewayOptions = { instances: [{ name: "shop" }] }) {
  const gateway = await createFakeGateway({ random: () => 0.5, ...options });
  const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: gateway.apiKey });
  onTestFinished(async () => {
    await client.close();
    await gateway.close();
  });
  return { gateway, client, shop: client.instance("shop") };
}

/** A webhook receiver that answers the listed statuses in turn, the last one for ever. */
async function receiver(...statuses: number[]) {
  const requests: { url: string; headers: Record<string, unknown>; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    requests.push({ url: request.url ?? "", headers: request.headers, body: JSON.parse(text) });
    response.writeHead((statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 200).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`, requests };
}

const caught = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

it("carries a conversation: phone to webhook, send to phone, statuses back", async () => {
  const hook = await receiver(200);
  const { gateway, shop } = await start({ instances: [{ name: "shop", webhook: { url: hook.url } }] });
  const maria = gateway.phone("5511999990001", { name: "Maria", lid: "190000000000007" });
  const { id } = maria.send("oi");
  const sent = await shop.messages.sendText({ number: maria.number, text: "Olá" });
  expect(await maria.waitFor("Olá")).toMatchObject({
    text: "Olá",
    from: "shop",
    key: { id: sent.key.id, fromMe: false },
  });
  await gateway.settled();
  const events = hook.requests.map(({ body }) => parseWebhook(body));
  expect(events.map(({ event }) => event).sort()).toEqual([
    "chats.upsert",
    "contacts.upsert",
    "messages.update",
    "messages.update",
    "messages.upsert",
    "send.message",
  ]);
  const received = events.find(({ event }) => event === "messages.upsert");
  expect(received && toInboundMessage(received)).toMatchObject({
    id,
    kind: "text",
    text: "oi",
    sender: { name: "Maria", phone: maria.number, lid: "190000000000007" },
  });
  const stored = await shop.chats.findMessages({ where: { key: { remoteJid: `${maria.number}@s.whatsapp.net` } } });
  expect(stored.messages.records.map(({ message }) => message.conversation)).toEqual(["Olá", "oi"]);
});

it("every send of the client arrives", async () => {
  const { gateway, shop } = await start();
  const maria = gateway.phone("5511999990001");
  const { number } = maria;
  const media = "https://example.com/a.png";
  const { messages } = shop;
  await messages.sendText({ number, text: "text" });
  await messages.sendMedia({ number, mediatype: "image", media, caption: "image" });
  await messages.sendPtv({ number, video: "AAAAIGZ0eXA=" });
  await messages.sendWhatsAppAudio({ number, audio: "T2dnUw==" });
  await messages.sendSticker({ number, sticker: media });
  await messages.sendLocation({ number, latitude: 1, longitude: 2, name: "MASP", address: "x" });
  await messages.sendContact({ number, contact: [{ fullName: "Ana", phoneNumber: "5511999990002" }] });
  await messages.sendReaction({
    key: { id: "A", remoteJid: `${number}@s.whatsapp.net`, fromMe: false },
    reaction: "👍",
  });
  await messages.sendPoll({ number, name: "Lunch?", selectableCount: 1, values: ["a", "b"] });
  await messages.sendList({
    number,
    title: "Menu",
    footerText: "f",
    buttonText: "b",
    sections: [{ title: "s", rows: [{ title: "r", rowId: "1" }] }],
  });
  await messages.sendButtons({ number, title: "Sure?", buttons: [{ type: "reply", displayText: "Yes", id: "y" }] });
  await messages.sendStatus({
    type: "text",
    content: "status",
    allContacts: true,
    font: 1,
    backgroundColor: "#000000",
  });
  expect(maria.inbox.map(({ message }) => Object.keys(message).at(-1))).toEqual([
    "conversation",
    "imageMessage",
    "ptvMessage",
    "audioMessage",
    "stickerMessage",
    "locationMessage",
    "contactMessage",
    "reactionMessage",
    "pollCreationMessageV3",
    "listMessage",
    "viewOnceMessage",
  ]);
  expect(maria.inbox.map(({ text }) => text)).toEqual([
    "text",
    "image",
    "",
    "",
    "",
    "MASP",
    "",
    "👍",
    "Lunch?",
    "Menu",
    "*Sure?*\n\n\n",
  ]);
});

describe("refuses as the real server does", () => {
  it("a number that is not on WhatsApp, a missing field, a wrong medium, an unknown instance, a wrong key", async () => {
    const { gateway, client, shop } = await start();
    const text = { number: "5511999990001", text: "x" };
    expect(await caught(shop.messages.sendText({ ...text, number: "5511999990404" }))).toMatchObject({
      name: "RecipientNotFoundError",
      delivery: "not-sent",
    });
    expect(await caught(shop.messages.sendText({ number: "1" } as never))).toMatchObject({
      name: "ValidationError",
      details: ['instance requires property "text"'],
      delivery: "not-sent",
    });
    expect(await caught(client.instance("nope").messages.sendText(text))).toMatchObject({ name: "NotFoundError" });
    await using wrong = new EvolutionClient({ baseUrl: gateway.url, apiKey: "wrong" });
    expect(await caught(wrong.instance("shop").messages.sendText(text))).toMatchObject({ name: "AuthenticationError" });
    expect(await caught(wrong.instance("nope").messages.sendText(text))).toMatchObject({ name: "NotFoundError" });
  });

  it.each<[string, (shop: InstanceClient) => Promise<unknown>, number, unknown]>([
    [
      "a number that is a number",
      (shop) => shop.messages.sendText({ number: 55 as never, text: "x" }),
      400,
      [["Invalid format"]],
    ],
    ["a blank text", (shop) => shop.messages.sendText({ number: "1", text: " " }), 400, ["Text is required"]],
    [
      "an unknown kind of media",
      (shop) => shop.messages.sendMedia({ number: "1", mediatype: "gif" as never, media: "aaaa" }),
      400,
      [["mediatype is not one of enum values: image,document,video,audio"]],
    ],
    [
      "mentions that are no numbers",
      (shop) => shop.messages.sendText({ number: "1", text: "x", mentioned: ["abc"] }),
      400,
      [['"mentioned" must be an array of numeric strings']],
    ],
    [
      "a button of another type",
      (shop) => shop.messages.sendButtons({ number: "1", title: "t", buttons: [{ type: "link" } as never] }),
      400,
      [["buttons[0].type is not one of enum values: reply,copy,url,call,pix"]],
    ],
    [
      "a reaction that is no emoji",
      (shop) =>
        shop.messages.sendReaction({ key: { id: "A", remoteJid: "1@s.whatsapp.net", fromMe: false }, reaction: "ok" }),
      400,
      ["Reaction must be a single emoji or empty string"],
    ],
    [
      "a status for nobody",
      (shop) => shop.messages.sendStatus({ type: "text", content: "x" }),
      400,
      ["StatusJidList is required"],
    ],
  ])("%s", async (_what, call, status, message) => {
    const { shop } = await start();
    expect(await caught(call(shop))).toMatchObject({ status, body: { status, response: { message } } });
  });

  it.each([
    [{ mediatype: "image", media: "http://localhost/x" }, "Owned media must be a url or base64"],
    [{ mediatype: "document", media: "JVBERi0=" }, "For base64 the file name must be informed."],
  ])("a file that our client would not send so: %o", async (body, message) => {
    const { gateway } = await start();
    const response = await fetch(`${gateway.url}/message/sendMedia/shop`, {
      method: "POST",
      headers: { apikey: gateway.apiKey, "content-type": "application/json" },
      body: JSON.stringify({ number: "1", ...body }),
    });
    expect(await response.json()).toMatchObject({ status: 400, response: { message: [message] } });
  });

  it("malformed JSON, with a 400 under the title of a 500; a broken name; a token that opens nothing", async () => {
    const { gateway } = await start();
    const post = (path: string, init: RequestInit) =>
      fetch(gateway.url + path, init).then(async (response) => [response.status, await response.json()]);
    const malformed = { method: "POST", body: '{"a":1,}', headers: { apikey: gateway.apiKey } };
    expect(await post("/instance/create", malformed)).toEqual([
      400,
      { status: 400, error: "Internal Server Error", response: { message: expect.stringContaining("JSON") } },
    ]);
    expect(await post("/instance/connectionState/%E0%A4%A", { headers: { apikey: gateway.apiKey } })).toMatchObject([
      404,
      {},
    ]);
    const { token } = gateway.addInstance({ name: "other" });
    expect(await post("/instance/fetchInstances?instanceName=shop", { headers: { apikey: token } })).toMatchObject([
      401,
      {},
    ]);
  });

  it("what an integration cannot do", async () => {
    const { client } = await start({
      instances: [
        { name: "c", integration: "WHATSAPP-BUSINESS" },
        { name: "e", integration: "EVOLUTION" },
      ],
    });
    const poll = { number: "1", name: "?", selectableCount: 1, values: ["a", "b"] };
    expect(await caught(client.instance("c").messages.sendPoll(poll))).toMatchObject({ status: 400 });
    expect(await caught(client.instance("e").messages.sendPoll(poll))).toMatchObject({ status: 400 });
    expect((await client.instance("c").messages.sendText({ number: "1", text: "x" })).key.id).toMatch(/^wamid\./);
    expect((await client.instance("e").messages.sendText({ number: "1", text: "x" })).key.remoteJid).toBe("1");
  });
});

it("an instance lives: create, pair, send, log out, delete", async () => {
  const { gateway, client } = await start({});
  const { hash, qrcode } = await client.instances.create({
    instanceName: "shop",
    integration: "WHATSAPP-BAILEYS",
    qrcode: true,
  });
  expect(qrcode).toMatchObject({ count: 1 });
  await expect(client.instances.create({ instanceName: "shop", integration: "EVOLUTION" })).rejects.toMatchObject({
    name: "InstanceNameInUseError",
  });
  const send = () => client.instance("shop").messages.sendText({ number: "5511999990001", text: "x" });
  expect(await caught(send())).toMatchObject({ name: "InstanceNotConnectedError", delivery: "not-sent" });
  // A number counts only while it is closed.
  expect(await client.instances.connect("shop", { number: "5511999990001" })).toEqual(qrcode);
  gateway.pair("shop");
  expect(await client.instances.connectionState("shop")).toEqual({ instance: { instanceName: "shop", state: "open" } });
  expect(await client.instances.setPresence("shop", { presence: "available" })).toEqual({ presence: "available" });
  expect(await client.instances.restart("shop")).toMatchObject({ instance: { state: "open" } });
  await send();
  await using own = new EvolutionClient({ baseUrl: gateway.url, apiKey: hash });
  expect((await own.instances.fetchInstances()).map(({ name, token }) => [name, token])).toEqual([["shop", hash]]);
  expect(await caught(own.server.verifyCreds())).toMatchObject({ name: "AuthenticationError" });
  expect(await client.instances.logout("shop")).toMatchObject({ status: "SUCCESS" });
  expect(await caught(client.instances.logout("shop"))).toMatchObject({ name: "InstanceNotConnectedError" });
  expect(await caught(client.instances.restart("shop"))).toMatchObject({ name: "InstanceNotConnectedError" });
  expect(await caught(send())).toMatchObject({ name: "InstanceNotConnectedError", delivery: "not-sent" });
  await client.instances.delete("shop");
  expect(await caught(client.instances.delete("shop"))).toMatchObject({ name: "NotFoundError" });
  expect(await client.server.info()).toMatchObject({ version: "2.3.6" });
});

it("instances differ in name and number, whatever was deleted before", async () => {
  const { gateway, client } = await start({ instances: [{ name: "a" }, { name: "b" }] });
  expect(() => gateway.addInstance({ name: "b" })).toThrow('There is an instance "b" already.');
  await client.instances.delete("a");
  gateway.addInstance({ name: "c" });
  const [b, c] = gateway.instances;
  expect(c?.ownNumber).not.toBe(b?.ownNumber);
});

describe("webhooks", () => {
  it("are stored with the request's and shown with the answer's names; left-out fields keep their value", async () => {
    const { shop } = await start();
    const { webhook } = shop.events;
    expect(await webhook.find()).toBeNull();
    await webhook.set({
      enabled: true,
      url: "https://bot.example.com",
      events: ["MESSAGES_UPSERT"],
      byEvents: true,
      headers: { "x-a": "1" },
    });
    await webhook.set({ enabled: true, url: "https://bot.example.com/2", events: [] });
    expect(await webhook.find()).toMatchObject({
      url: "https://bot.example.com/2",
      webhookByEvents: true,
      webhookBase64: false,
      headers: { "x-a": "1" },
    });
    expect((await webhook.find())?.events).toHaveLength(31);
    await expect(webhook.set({ enabled: true, url: "x", events: ["NOPE" as never] })).rejects.toMatchObject({
      name: "ValidationError",
    });
    await expect(webhook.set({ enabled: true, url: "x" } as never)).rejects.toMatchObject({ status: 500 });
  });

  it("go to a URL per event, with the headers that were set, only for events that are wanted", async () => {
    const hook = await receiver(200);
    const { gateway, client } = await start({});
    await client.instances.create({
      instanceName: "shop",
      integration: "EVOLUTION",
      webhook: { url: hook.url, events: ["MESSAGES_UPSERT"], byEvents: true, headers: { "x-webhook-secret": "s" } },
    });
    gateway.phone("5511999990001").send("oi");
    await client.instance("shop").messages.sendText({ number: "5511999990001", text: "x" });
    await gateway.settled();
    expect(hook.requests).toMatchObject([{ url: "/webhook/messages-upsert", headers: { "x-webhook-secret": "s" } }]);
  });

  it("say from 2.4 on in their headers which instance and event they are of, and what sends them", async () => {
    const { url, requests } = await receiver(200);
    const webhook = { url, events: ["MESSAGES_UPSERT"] as const };
    const { gateway } = await start({ version: "2.4.0-rc2", instances: [{ name: "shop", webhook }] });
    gateway.phone("5511999990001").send("oi");
    await gateway.settled();
    expect(requests[0]?.headers).toMatchObject({
      "user-agent": "EvolutionAPI-Webhook/2.3.7",
      "x-instance-name": "shop",
      "x-event-type": "messages.upsert",
    });
  });

  it("are tried ten times over twenty minutes, with one token made before the first", async () => {
    const hook = await receiver(500);
    const { gateway } = await start({
      clock: "virtual",
      instances: [{ name: "shop", webhook: { url: hook.url, events: ["MESSAGES_UPSERT"], headers: { jwt_key: "k" } } }],
    });
    const begin = gateway.clock.now();
    gateway.phone("5511999990001").send("oi");
    await gateway.clock.advance(30 * 60_000);
    const waits = gateway.deliveries.map(({ at }, i) => (at - (gateway.deliveries[i - 1]?.at ?? begin)) / 1_000);
    expect(waits).toEqual([0, 5, 10, 20, 40, 80, 160, 300, 300, 300]);
    expect(gateway.deliveries.map(({ attempt, status }) => [attempt, status])).toEqual(
      Array.from({ length: 10 }, (_, i) => [i + 1, 500]),
    );
    const tokens = new Set(hook.requests.map(({ headers }) => String(headers.authorization)));
    expect(tokens.size).toBe(1);
    expect(hook.requests[0]?.headers).not.toHaveProperty("jwt_key");
    const [token] = tokens;
    const { payload } = await jwtVerify(token?.slice(7) ?? "", new TextEncoder().encode("k"), {
      currentDate: new Date(Date.UTC(2026, 0, 1)),
    });
    expect(payload).toEqual({ iat: 1767225600, exp: 1767226200, app: "evolution", action: "webhook" });
  });

  it.each([400, 401, 403, 404, 422])("are given up at once on %i", async (status) => {
    const hook = await receiver(status);
    const { gateway } = await start({
      clock: "virtual",
      instances: [{ name: "shop", webhook: { url: hook.url, events: ["MESSAGES_UPSERT"] } }],
    });
    gateway.phone("5511999990001").send("oi");
    await gateway.clock.advance(5_000);
    expect(hook.requests).toHaveLength(1);
  });

  it.each([408, 409, 410, 413, 429, 500, 503])("are tried again on %i", async (status) => {
    const hook = await receiver(status, 200);
    const { gateway } = await start({
      clock: "virtual",
      instances: [{ name: "shop", webhook: { url: hook.url, events: ["MESSAGES_UPSERT"] } }],
    });
    gateway.phone("5511999990001").send("oi");
    await gateway.clock.advance(5_000);
    expect(hook.requests).toHaveLength(2);
  });

  it("reach createWebhook, which delivers a message again after a handler failed", async () => {
    const webhook = createWebhook({ auth: "none" });
    const texts: string[] = [];
    webhook.onMessage("text", ({ text }) => {
      texts.push(text);
      if (texts.length === 1) throw new Error("down");
    });
    const server = createServer(webhook.node);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
    const shop = { name: "shop", webhook: { url, events: ["MESSAGES_UPSERT"] } } as const;
    const { gateway } = await start({ clock: "virtual", instances: [shop] });
    gateway.phone("5511999990001").send("oi");
    await gateway.clock.advance(5_000);
    expect(texts).toEqual(["oi", "oi"]);
    expect(gateway.deliveries.map(({ status }) => status)).toEqual([503, 200]);
  });
});

describe("a phone", () => {
  it.each(["5531999990001", "5215512345678", "5491112345678", "+55 (11) 99999-0001"])(
    "%s receives, though the gateway drops a digit of its number",
    async (number) => {
      const { gateway, shop } = await start();
      const maria = gateway.phone(number);
      const sent = await shop.messages.sendText({ number: maria.number, text: "Olá" });
      expect(await maria.waitFor(/Olá/g)).toMatchObject({ text: "Olá" });
      expect(sent.key.remoteJid).toBe(`${maria.number}@s.whatsapp.net`);
      expect(gateway.phone(number.replace(/\D/g, ""))).toBe(maria);
    },
  );

  it("waits for a message, and says what came instead when the test gives up", async () => {
    const { gateway, shop } = await start();
    const maria = gateway.phone("5511999990001", { name: "Maria" });
    const controller = new AbortController();
    const waiting = maria.waitFor(/preço/, { signal: controller.signal });
    await shop.messages.sendText({ number: maria.number, text: "Olá" });
    controller.abort();
    await expect(waiting).rejects.toThrow('Maria waited for a message that matches /preço/ and received "Olá".');
    expect((await maria.waitFor()).text).toBe("Olá");
  });

  it("gives no message to a wait that was cancelled before it began", async () => {
    const { gateway, shop } = await start();
    const maria = gateway.phone("5511999990001");
    await shop.messages.sendText({ number: maria.number, text: "Olá" });
    await expect(maria.waitFor("Olá", { signal: AbortSignal.abort() })).rejects.toThrow(
      'waited for a message with "Olá"',
    );
    expect((await maria.waitFor("Olá")).text).toBe("Olá");
  });

  it("fails the wait, not the send, when a matcher throws", async () => {
    const { gateway, shop } = await start();
    const maria = gateway.phone("5511999990001");
    const waiting = caught(
      maria.waitFor(() => {
        throw new Error("no such dish");
      }),
    );
    const sent = await shop.messages.sendText({ number: maria.number, text: "Olá" });
    expect(sent.status).toBe("PENDING");
    expect(await waiting).toEqual(new Error("no such dish"));
  });

  it("must be told which instance to write to when there are several", async () => {
    const { gateway } = await start({ instances: [{ name: "a" }, { name: "b" }] });
    const maria = gateway.phone("5511999990001");
    expect(() => maria.send("oi")).toThrow('Say which instance to write to, { to: "…" }: there are 2 (a, b).');
    expect(maria.send("oi", { to: "b" }).id).toMatch(/^AC/);
    expect(() => maria.send("oi", { to: "c" })).toThrow('There is no instance "c"');
  });
});
