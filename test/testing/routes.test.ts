import { once } from "node:events";
import { request } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { EvolutionClient } from "../../src/index.js";
import { createFakeGateway, type FakeInstanceOptions } from "../../src/testing/index.js";

const maria = "5511999990001";

async function start(...instances: FakeInstanceOptions[]) {
  const gateway = await createFakeGateway({ instances: instances.length > 0 ? instances : [{ name: "shop" }] });
  const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: gateway.apiKey, retries: 0 });
  onTestFinished(async () => {
    await client.close();
    await gateway.close();
  });
  const post = async (path: string, body: RequestInit["body"], headers: Record<string, string> = {}) => {
    const init = { method: "POST", headers: { apikey: gateway.apiKey, ...headers }, ...(body && { body }) };
    const response = await fetch(gateway.url + path, init);
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  return { gateway, client, shop: client.instance("shop"), post };
}

const caught = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

it("a page of another host is refused, whatever key it has: its name may have been pointed at this machine", async () => {
  const { gateway, post } = await start();
  const body = JSON.stringify({ number: maria, text: "oi" });
  const asked = (origin: string) =>
    fetch(`${gateway.url}/message/sendText/shop`, {
      method: "POST",
      headers: { apikey: gateway.apiKey, "content-type": "application/json", origin },
      body,
    }).then(({ status }) => status);
  gateway.phone(maria);
  expect(await asked("http://rebound.example:8080")).toBe(403);
  expect(await asked("null")).toBe(403);
  expect(gateway.phone(maria).inbox).toEqual([]);
  expect(await asked("http://localhost:5173")).toBe(201);
  expect(await post("/message/sendText/shop", body, { "content-type": "application/json" })).toMatchObject({
    status: 201,
  });
});

describe("what is set is found again", () => {
  it("settings: those left out keep their value, and those of the creation count", async () => {
    const { client } = await start();
    await client.instances.create({ instanceName: "new", integration: "EVOLUTION", readMessages: true });
    const { settings } = client.instance("new");
    const six = { groupsIgnore: false, alwaysOnline: true, readMessages: true, readStatus: false };
    await settings.set({ rejectCall: true, syncFullHistory: false, msgCall: "no calls", ...six });
    await settings.set({ rejectCall: false, syncFullHistory: false, ...six });
    expect(await settings.find()).toMatchObject({ rejectCall: false, msgCall: "no calls", alwaysOnline: true });
  });

  it("a proxy, which is emptied when it is turned off", async () => {
    const { shop } = await start();
    const proxy = { host: "proxy.example.com", port: "3128", protocol: "http" as const };
    expect(await shop.proxy.find()).toBeNull();
    await shop.proxy.set({ ...proxy, enabled: true, username: "u", password: "p" });
    const stored = await shop.proxy.find();
    expect(stored).toMatchObject({ enabled: true, host: "proxy.example.com", username: "u" });
    await shop.proxy.set({ ...proxy, enabled: false, username: "", password: "" });
    expect(await shop.proxy.find()).toMatchObject({ id: stored?.id, enabled: false, host: "", username: "" });
  });

  it("Chatwoot's configuration, with the address it must call", async () => {
    const { gateway, shop } = await start();
    const config = {
      enabled: true,
      accountId: "1",
      token: "t",
      url: "https://chatwoot.example.com",
      signMsg: true,
      reopenConversation: true,
      conversationPending: false,
    };
    expect(await shop.chatwoot.find()).toMatchObject({ enabled: false, url: "" });
    await shop.chatwoot.set(config);
    expect(await shop.chatwoot.find()).toMatchObject({
      ...config,
      nameInbox: "shop",
      webhook_url: `${gateway.url}/chatwoot/webhook/shop`,
    });
  });

  it("a chatbot: written, changed, ignored for one, gone; rules broken are 500", async () => {
    const { post, gateway } = await start();
    const json = { "content-type": "application/json" };
    const bot = { enabled: true, triggerType: "keyword", triggerOperator: "equals", triggerValue: "hi" };
    const typebot = JSON.stringify({ ...bot, url: "https://bots.example.com", typebot: "a" });
    const { body: row } = await post("/typebot/create/shop", typebot, json);
    expect(row).toMatchObject({ triggerValue: "hi", expire: 300, keepOpen: false });
    expect(await post("/typebot/create/shop", typebot, json)).toMatchObject({
      status: 500,
      body: { response: { message: "Trigger already exists" } },
    });
    const jid = JSON.stringify({ remoteJid: "x@s.whatsapp.net", action: "add" });
    expect(await post("/typebot/ignoreJid/shop", jid, json)).toMatchObject({ status: 500 });
    const response = await fetch(`${gateway.url}/typebot/update/${row.id}/shop`, {
      method: "PUT",
      headers: { apikey: gateway.apiKey, ...json },
      body: JSON.stringify({ ...JSON.parse(typebot), triggerValue: "bye" }),
    });
    expect(await response.json()).toMatchObject({ id: row.id, triggerValue: "bye", createdAt: row.createdAt });
  });

  it("a message that came in on the EVOLUTION channel is stored, and an edit needs a stored one", async () => {
    const { post, client, shop } = await start(
      { name: "shop" },
      { name: "e", integration: "EVOLUTION", number: "123" },
    );
    const message = { numberId: "123", key: { remoteJid: maria, id: "IN" }, message: { conversation: "hi" } };
    await post("/webhook/evolution", JSON.stringify(message));
    const { messages } = await client.instance("e").chats.findMessages({ where: { key: { id: "IN" } } });
    expect(messages.records[0]).toMatchObject({ message: { conversation: "hi" }, messageType: "conversation" });
    expect((await client.instance("e").chats.findContacts()).map(({ remoteJid }) => remoteJid)).toEqual([maria]);
    const key = { id: "NOPE", fromMe: true, remoteJid: `${maria}@s.whatsapp.net` };
    expect(await caught(shop.chats.updateMessage({ number: maria, key, text: "x" }))).toMatchObject({
      details: ["Message not compatible"],
    });
  });
});

describe("a form with a file", () => {
  const form = (fields: Record<string, string>, field = "file") => {
    const data = new FormData();
    for (const [name, value] of Object.entries(fields)) data.set(name, value);
    data.set(field, new Blob(["bytes"], { type: "image/png" }), "a.png");
    return data;
  };

  it("arrives as its kind of message; an image without a fileName is a JPEG", async () => {
    const { gateway, post } = await start();
    const phone = gateway.phone(maria);
    const image = form({ number: maria, mediatype: "image", caption: "look" });
    expect((await post("/message/sendMedia/shop", image)).status).toBe(201);
    await post("/message/sendPtv/shop", form({ number: maria }));
    await post("/message/sendWhatsAppAudio/shop", form({ number: maria }));
    expect(phone.inbox.map(({ message }) => Object.keys(message)[0])).toEqual([
      "imageMessage",
      "ptvMessage",
      "audioMessage",
    ]);
    expect(phone.inbox[0]?.message).toMatchObject({
      imageMessage: { mimetype: "image/jpeg", caption: "look" },
    });
  });

  it("names with brackets are nested, in a form of plain fields too", async () => {
    const { post } = await start({ name: "shop", integration: "EVOLUTION" });
    const nested = { number: maria, mediatype: "image", "quoted[key][id]": "Q", "mentioned[]": "551" };
    expect((await post("/message/sendMedia/shop", form(nested))).body).toMatchObject({
      message: { quoted: { id: "Q" } },
    });
    const plain = new URLSearchParams({ number: maria, text: "hi", "quoted[key][id]": "Q" });
    expect((await post("/message/sendText/shop", plain)).body).toMatchObject({
      message: { conversation: "hi", quoted: { id: "Q" } },
    });
    const wrong = form({ ...nested, "mentioned[]": "abc" });
    expect(await post("/message/sendMedia/shop", wrong)).toMatchObject({ status: 400 });
  });

  it.each([
    [
      "another name for the file",
      "sendMedia",
      form({ number: maria, mediatype: "image" }, "media"),
      500,
      "Unexpected field",
    ],
    [
      "a delay, which is a text",
      "sendMedia",
      form({ number: maria, mediatype: "image", delay: "1" }),
      400,
      "milliseconds",
    ],
    ["a sticker", "sendSticker", form({ number: maria }), 500, "Invalid URL"],
    ["a missing field", "sendMedia", form({ number: maria }), 400, "mediatype"],
    ["a route that takes no files", "sendText", form({ number: maria, text: "hi" }), 400, "number"],
  ])("is refused with %s", async (_, route, body, status, text) => {
    const { post } = await start();
    const answer = await post(`/message/${route}/shop`, body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain(text);
  });
});

it("a body of more than 136 MB is refused unread, under the title of a 500", async () => {
  const { gateway } = await start();
  const call = request(`${gateway.url}/message/sendMedia/shop`, {
    method: "POST",
    headers: { apikey: gateway.apiKey, "content-type": "application/json", "content-length": 137 * 1024 * 1024 },
  });
  call.on("error", () => {});
  call.flushHeaders();
  const [response] = await once(call, "response");
  let text = "";
  for await (const chunk of response) text += chunk;
  call.destroy();
  expect(JSON.parse(text)).toEqual({
    status: 413,
    error: "Internal Server Error",
    response: { message: "request entity too large" },
  });
});

it("an open phone answers what it is asked, and is in no group at first", async () => {
  const { shop } = await start();
  expect(await shop.chats.whatsappNumbers({ numbers: ["5511999990404", maria] })).toEqual([
    { jid: "5511999990404@s.whatsapp.net", exists: false, number: "5511999990404" },
    { jid: `${maria}@s.whatsapp.net`, exists: true, number: maria },
  ]);
  expect(await shop.chats.sendPresence({ number: maria, presence: "composing", delay: 0 })).toEqual({
    presence: "composing",
  });
  const sent = await shop.messages.sendText({ number: maria, text: "one" });
  const edited = await shop.chats.updateMessage({ number: maria, key: sent.key, text: "two" });
  expect(edited).toMatchObject({ message: { protocolMessage: { type: "MESSAGE_EDIT", key: { id: sent.key.id } } } });
  expect(await shop.groups.fetchAllGroups({ getParticipants: false })).toEqual([]);
});

it("a query replaces the instance of the path, as on the real server", async () => {
  const { gateway, post } = await start({ name: "a", token: "token-of-a" }, { name: "b" });
  const body = JSON.stringify({ number: maria, text: "oi" });
  const headers = { "content-type": "application/json", apikey: "token-of-a" };
  await post("/message/sendText/a?instanceName=b", body, headers);
  const found = await Promise.all(
    ["a", "b"].map((name) => post(`/chat/findMessages/${name}`, "{}", { "content-type": "application/json" })),
  );
  expect(found.map(({ body: { messages } }) => messages.total)).toEqual([0, 1]);
  expect(gateway.phone(maria).number).toBe(maria);
});

it("takes names of form fields as they are where they would go too deep", async () => {
  const { post } = await start();
  const name = `a${"[".repeat(100_000)}`;
  const form = new URLSearchParams({ [name]: "x", [`b${"[x]".repeat(20)}`]: "y", number: maria, text: "oi" });
  const { status } = await post("/message/sendText/shop", form.toString(), {
    "content-type": "application/x-www-form-urlencoded",
  });
  expect(status).toBe(201);
});

describe("what no client would send is answered all the same", () => {
  const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
  const json = { "content-type": "application/json" };

  it("a body nested too deep is refused before it has an effect", async () => {
    const { shop, post } = await start();
    const quoting = (levels: number) =>
      `{"number":"${maria}","text":"x","quoted":{"key":{"id":"A"},"message":${deep(levels)}}}`;
    expect(await post("/message/sendText/shop", quoting(6_000), json)).toMatchObject({ status: 500 });
    expect((await shop.chats.findMessages({})).messages.total).toBe(0);
    expect(await post("/message/sendText/shop", quoting(100), json)).toMatchObject({ status: 201 });
    expect((await shop.chats.findMessages({})).messages.total).toBe(1);
  });

  it("a path of slashes only", async () => {
    const { gateway } = await start();
    for (const path of ["//", "///", "//a:b@c:d//"]) {
      const response = await fetch(gateway.url + path, { headers: { apikey: gateway.apiKey } });
      expect(response.status, path).toBe(404);
    }
  });

  it("pages and sizes below one count as left out", async () => {
    const { shop, post } = await start();
    for (const text of ["one", "two"]) await shop.messages.sendText({ number: maria, text });
    const { body } = await post("/chat/findMessages/shop", JSON.stringify({ page: -1, offset: -3 }), json);
    expect(body.messages).toMatchObject({ total: 2, pages: 1, currentPage: 1, records: [{}, {}] });
  });
});
