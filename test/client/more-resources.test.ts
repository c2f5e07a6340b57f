import { describe, expect, expectTypeOf, it } from "vitest";
import { Caller } from "../../src/client/call.js";
import { endpoints } from "../../src/client/endpoints/index.js";
import type { InstanceCall } from "../../src/client/instance.js";
import { resolveOptions } from "../../src/client/options.js";
import { BaileysResource } from "../../src/client/resources/baileys.js";
import { type BotResource, ChatbotsResource } from "../../src/client/resources/chatbots.js";
import { ChatwootResource } from "../../src/client/resources/chatwoot.js";
import { EventsResource } from "../../src/client/resources/events.js";
import { IntegrationsResource } from "../../src/client/resources/integrations.js";
import { ProxyResource } from "../../src/client/resources/proxy.js";
import { ServerResource } from "../../src/client/resources/server.js";
import { SettingsResource } from "../../src/client/resources/settings.js";
import { StorageResource } from "../../src/client/resources/storage.js";
import { fetchTransport } from "../../src/client/transports/fetch.js";
import type { BotRow, N8nBody, OpenaiBotBody, TypebotRow } from "../../src/client/types/chatbot.js";
import type { SetOutletBody } from "../../src/client/types/outlet.js";
import type { SetProxyBody } from "../../src/client/types/settings.js";
import { isApiError, isAuthenticationError, isServerError } from "../../src/index.js";
import { manualClock } from "../support/manual-clock.js";
import { type Answer, envelope, stubGateway } from "../support/stub-gateway.js";

/** Everything under test, bound to the instance `shop` of a stub gateway. */
async function setup(...answers: Answer[]) {
  const gateway = await stubGateway(...answers);
  const caller = new Caller(resolveOptions({ baseUrl: gateway.url, apiKey: "key-of-the-test" }), fetchTransport());
  const call: InstanceCall = (endpoint, body, options, more) =>
    caller.call(endpoint, { instanceName: "shop", body, ...more }, options);
  const kit = {
    settings: new SettingsResource(call),
    proxy: new ProxyResource(call),
    events: new EventsResource(call),
    chatbots: new ChatbotsResource(call),
    chatwoot: new ChatwootResource(call),
    storage: new StorageResource(call),
    baileys: new BaileysResource(call),
    integrations: new IntegrationsResource(caller),
    server: new ServerResource(caller, manualClock()),
  };
  return { kit, requests: gateway.requests };
}
type Kit = Awaited<ReturnType<typeof setup>>["kit"];
type Row = readonly [route: string, call: (kit: Kit) => Promise<unknown>, body?: unknown];

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

const jid = "5511999990001@s.whatsapp.net";
const switches = {
  rejectCall: true,
  groupsIgnore: false,
  alwaysOnline: false,
  readMessages: false,
  readStatus: false,
  syncFullHistory: true,
};
const proxy = { enabled: true, host: "proxy.example.com", port: "3128", protocol: "http" };
const outlet: SetOutletBody = { enabled: true, events: ["MESSAGES_UPSERT"] };
const hook = { ...outlet, url: "https://bot.example.com/webhook" };
const app = { ...outlet, appId: "1", key: "k", secret: "s", cluster: "eu", useTLS: true };
const keyword = { enabled: true, triggerType: "keyword", triggerOperator: "equals", triggerValue: "menu" } as const;
const everything = { enabled: true, triggerType: "all" } as const;
const behaviour = {
  expire: 20,
  keywordFinish: "#SAIR",
  delayMessage: 1000,
  unknownMessage: "?",
  listeningFromMe: false,
  stopBotFromMe: true,
};
const queued = { ...behaviour, keepOpen: false, debounceTime: 1, ignoreJids: [] };
const paced = { ...queued, splitMessages: true, timePerChar: 50, fallbackId: "b2" };
const bots = {
  typebot: { ...keyword, url: "https://typebot.example.com", typebot: "menu" },
  openai: { ...keyword, openaiCredsId: "c1", botType: "chatCompletion", model: "gpt-4o", maxTokens: 300 },
  dify: { ...everything, botType: "agent", apiUrl: "https://dify.example.com/v1", apiKey: "k" },
  n8n: { ...everything, webhookUrl: "https://n8n.example.com/hook", basicAuthUser: "u", basicAuthPass: "p" },
  flowise: { ...everything, apiUrl: "https://flowise.example.com" },
  evoai: { ...everything, triggerType: "none", agentUrl: "https://evoai.example.com/a2a" },
  evolutionBot: { ...everything, triggerType: "advanced", triggerValue: "x", apiUrl: "https://bot.example.com" },
} as const;
const chatwoot = {
  enabled: true,
  accountId: "1",
  token: "t",
  url: "https://chat.example.com",
  signMsg: true,
  reopenConversation: true,
  conversationPending: false,
};
const picture = { jid, type: "preview", timeoutMs: 1000 } as const;
const nodes = { jids: [jid], message: { conversation: "Oi" }, extraAttrs: {} };
const devices = { jids: [jid], useCache: true, ignoreZeroDevices: false };
const stanza = { tag: "iq", attrs: { id: "1" } };
const ciphertext = { jid, type: "msg", ciphertext: "AAEC" } as const;
const inbound = {
  numberId: "site",
  key: { remoteJid: "5511999990001", fromMe: false },
  message: { conversation: "Oi" },
  messageType: "conversation",
};
const fromMeta = { object: "whatsapp_business_account", entry: [{ id: "1", changes: [] }] };
const start = { remoteJid: jid, url: "https://typebot.example.com", typebot: "menu", variables: [] };
const paused = { remoteJid: jid, status: "paused" } as const;
const ignored = { remoteJid: jid, action: "add" } as const;

/** The rows that every kind of bot shares. The id has a slash, which must not open another path. */
const botRows = <Body extends object, Settings extends object>(
  name: keyof typeof bots,
  bot: (kit: Kit) => BotResource<Body, BotRow, Settings>,
  body: Body,
  settings: Settings,
): Row[] => [
  [`POST /${name}/create/shop`, (kit) => bot(kit).create(body), body],
  [`GET /${name}/find/shop`, (kit) => bot(kit).find()],
  [`GET /${name}/fetch/b%2F1/shop`, (kit) => bot(kit).fetch("b/1")],
  [`PUT /${name}/update/b%2F1/shop`, (kit) => bot(kit).update("b/1", body), body],
  [`DELETE /${name}/delete/b%2F1/shop`, (kit) => bot(kit).delete("b/1")],
  [`POST /${name}/settings/shop`, (kit) => bot(kit).settings(settings), settings],
  [`GET /${name}/fetchSettings/shop`, (kit) => bot(kit).fetchSettings()],
  [`POST /${name}/changeStatus/shop`, (kit) => bot(kit).changeStatus(paused), paused],
  [`GET /${name}/fetchSessions/b%2F1/shop`, (kit) => bot(kit).fetchSessions("b/1")],
  [`POST /${name}/ignoreJid/shop`, (kit) => bot(kit).ignoreJid(ignored), ignored],
];

const rows: readonly Row[] = [
  ["POST /settings/set/shop", (kit) => kit.settings.set(switches), switches],
  ["GET /settings/find/shop", (kit) => kit.settings.find()],
  ["POST /proxy/set/shop", (kit) => kit.proxy.set(proxy), { ...proxy, username: "", password: "" }],
  ["GET /proxy/find/shop", (kit) => kit.proxy.find()],

  ["POST /webhook/set/shop", (kit) => kit.events.webhook.set(hook), { webhook: hook }],
  ["GET /webhook/find/shop", (kit) => kit.events.webhook.find()],
  ...(["websocket", "rabbitmq", "sqs", "nats", "kafka"] as const).flatMap((name): Row[] => [
    [`POST /${name}/set/shop`, (kit) => kit.events[name].set(outlet), { [name]: outlet }],
    [`GET /${name}/find/shop`, (kit) => kit.events[name].find()],
  ]),
  ["POST /pusher/set/shop", (kit) => kit.events.pusher.set(app), { pusher: app }],
  ["GET /pusher/find/shop", (kit) => kit.events.pusher.find()],

  ...botRows("typebot", (kit) => kit.chatbots.typebot, bots.typebot, behaviour),
  ["POST /typebot/start/shop", (kit) => kit.chatbots.typebot.start(start), start],
  ...botRows("openai", (kit) => kit.chatbots.openai, bots.openai, {
    ...queued,
    openaiCredsId: "c1",
    speechToText: true,
  }),
  [
    "POST /openai/creds/shop",
    (kit) => kit.chatbots.openai.createCreds({ name: "main", apiKey: "sk-invented" }),
    { name: "main", apiKey: "sk-invented" },
  ],
  ["GET /openai/creds/shop", (kit) => kit.chatbots.openai.findCreds()],
  ["DELETE /openai/creds/b%2F1/shop", (kit) => kit.chatbots.openai.deleteCreds("b/1")],
  ["GET /openai/getModels/shop?openaiCredsId=c1", (kit) => kit.chatbots.openai.getModels({ openaiCredsId: "c1" })],
  ...botRows("dify", (kit) => kit.chatbots.dify, bots.dify, paced),
  ...botRows("n8n", (kit) => kit.chatbots.n8n, bots.n8n, paced),
  ...botRows("flowise", (kit) => kit.chatbots.flowise, bots.flowise, queued),
  ...botRows("evoai", (kit) => kit.chatbots.evoai, bots.evoai, paced),
  ...botRows("evolutionBot", (kit) => kit.chatbots.evolutionBot, bots.evolutionBot, paced),

  ["POST /chatwoot/set/shop", (kit) => kit.chatwoot.set(chatwoot), chatwoot],
  ["GET /chatwoot/find/shop", (kit) => kit.chatwoot.find()],
  ["POST /chatwoot/webhook/shop", (kit) => kit.chatwoot.webhook({ event: "x" }), { event: "x" }],
  ["POST /s3/getMedia/shop", (kit) => kit.storage.getMedia(), {}],
  ["POST /s3/getMediaUrl/shop", (kit) => kit.storage.getMediaUrl({ id: "m1" }), { id: "m1" }],

  ["POST /baileys/onWhatsapp/shop", (kit) => kit.baileys.onWhatsapp({ jid }), { jid }],
  ["POST /baileys/profilePictureUrl/shop", (kit) => kit.baileys.profilePictureUrl(picture), picture],
  ["POST /baileys/assertSessions/shop", (kit) => kit.baileys.assertSessions({ jids: [jid] }), { jids: [jid] }],
  ["POST /baileys/createParticipantNodes/shop", (kit) => kit.baileys.createParticipantNodes(nodes), nodes],
  ["POST /baileys/getUSyncDevices/shop", (kit) => kit.baileys.getUSyncDevices(devices), devices],
  ["POST /baileys/generateMessageTag/shop", (kit) => kit.baileys.generateMessageTag(), {}],
  ["POST /baileys/sendNode/shop", (kit) => kit.baileys.sendNode({ stanza }), { stanza }],
  [
    "POST /baileys/signalRepositoryDecryptMessage/shop",
    (kit) => kit.baileys.signalRepositoryDecryptMessage(ciphertext),
    ciphertext,
  ],
  ["POST /baileys/getAuthState/shop", (kit) => kit.baileys.getAuthState(), {}],

  ["POST /webhook/evolution", (kit) => kit.integrations.receiveEvolution(inbound), inbound],
  ["POST /webhook/meta", (kit) => kit.integrations.receiveMeta(fromMeta), fromMeta],
  // The stub answers `{}`, so that is the challenge here.
  [
    "GET /webhook/meta?hub.mode=subscribe&hub.verify_token=a+b&hub.challenge=%7B%7D",
    (kit) => kit.integrations.verifyMeta({ verifyToken: "a b", challenge: "{}" }),
  ],
  ["GET /metrics", (kit) => kit.server.metrics()],
];

describe("each method makes its own request", () => {
  it.each(rows.map(([route, call, body]) => ({ route, call, body })))("$route", async ({ route, call, body }) => {
    const { kit, requests } = await setup({ status: 200, body: {} });
    await call(kit);
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([route]);
    expect(requests[0]?.body).toEqual(body);
    expect(requests[0]?.headers.apikey).toBe("key-of-the-test");
  });

  it("and no route of these groups is left without one", () => {
    const groups =
      /^\/(settings|proxy|webhook|websocket|rabbitmq|nats|sqs|kafka|pusher|typebot|openai|dify|n8n|flowise|evoai|evolutionBot|chatwoot|s3|baileys|metrics)\b/;
    const routes = Object.values(endpoints)
      .filter(({ path }) => groups.test(path))
      .map(({ method, path }) => `${method} ${path.replace(":instanceName", "shop").replace(/:\w+/, "b%2F1")}`);
    expect(rows.map(([route]) => route.replace(/\?.*/, "")).sort()).toEqual(routes.sort());
  });
});

describe("a proxy", () => {
  it("keeps the login it is given, and counts one that is undefined as empty", async () => {
    const { kit, requests } = await setup({ status: 201, body: {} });
    await kit.proxy.set({ ...proxy, username: "u", password: undefined });
    expect(requests[0]?.body).toEqual({ ...proxy, username: "u", password: "" });
  });
});

describe("an answer that is empty", () => {
  it.each<readonly [string, (kit: Kit) => Promise<unknown>]>([
    ["events.nats.set", (kit) => kit.events.nats.set(outlet)],
    ["events.nats.find", (kit) => kit.events.nats.find()],
    ["events.pusher.find", (kit) => kit.events.pusher.find()],
    ["chatbots.typebot.start", (kit) => kit.chatbots.typebot.start(start)],
  ])("is a failure of %s", async (_name, call) => {
    const { kit } = await setup({ status: 200, body: "" });
    const error = await caught(call(kit));
    expect(isApiError(error) && error.status).toBe(200);
    expect(String(error)).toContain("an empty body");
  });

  it.each<readonly [string, (kit: Kit) => Promise<unknown>]>([
    ["baileys.sendNode", (kit) => kit.baileys.sendNode({ stanza })],
    ["integrations.receiveEvolution, for an unknown number", (kit) => kit.integrations.receiveEvolution(inbound)],
    ["chatwoot.webhook", (kit) => kit.chatwoot.webhook({})],
  ])("is a success of %s", async (_name, call) => {
    const { kit } = await setup({ status: 200, body: "" });
    expect(await call(kit)).toBeUndefined();
  });

  it("is not the same as null, which says that nothing was set", async () => {
    const { kit } = await setup({ status: 200, body: "null" });
    expect(await kit.events.websocket.find()).toBeNull();
    expect(await kit.chatbots.n8n.fetch("none")).toBeNull();
  });
});

describe("Meta's handshake", () => {
  const query = { verifyToken: "invented-token", challenge: "1158201444" };

  it("succeeds when the challenge comes back", async () => {
    const { kit } = await setup({ status: 200, body: "1158201444" });
    expect(await kit.integrations.verifyMeta(query)).toBeUndefined();
  });

  it("fails with what to change when the gateway refuses the token with a 200", async () => {
    const { kit } = await setup({ status: 200, body: "Error, wrong validation token" });
    const error = await caught(kit.integrations.verifyMeta(query));
    expect(isAuthenticationError(error) && error.endpoint).toBe("GET /webhook/meta");
    expect(String(error)).toContain("WA_BUSINESS_TOKEN_WEBHOOK");
  });

  it("takes no other text for a success, and never repeats the token", async () => {
    const { kit } = await setup({ status: 200, body: "<p>invented-token</p>" });
    const error = await caught(kit.integrations.verifyMeta(query));
    expect(isApiError(error) && !isAuthenticationError(error)).toBe(true);
    expect(`${error} ${JSON.stringify(isApiError(error) && error.body)}`).not.toContain("invented-token");
  });
});

it("gives metrics as text", async () => {
  const { kit } = await setup({ status: 200, body: "evolution_instances_total 2\n" });
  expect(await kit.server.metrics()).toBe("evolution_instances_total 2\n");
});

it("does not repeat a bot that exists already, a 500 on this gateway", async () => {
  const { kit, requests } = await setup(envelope(500, "Internal Server Error", "Trigger already exists"));
  expect(isServerError(await caught(kit.chatbots.typebot.create(bots.typebot)))).toBe(true);
  expect(requests).toHaveLength(1);
});

it("types hold the caller to what works", () => {
  // @ts-expect-error a keyword needs its value
  const noValue: N8nBody = { enabled: true, triggerType: "keyword", triggerOperator: "equals", webhookUrl: "u" };
  // @ts-expect-error the schema's name is ignored by the gateway
  const wrongName: N8nBody = { ...bots.n8n, basicAuthPassword: "p" };
  // @ts-expect-error chat completion needs `maxTokens`
  const noTokens: OpenaiBotBody = { ...everything, openaiCredsId: "c", botType: "chatCompletion", model: "m" };
  // @ts-expect-error the port is a text
  const portNumber: SetProxyBody = { ...proxy, port: 3128 };
  // @ts-expect-error the gateway fails without events
  const noEvents: SetOutletBody = { enabled: true };
  expect([noValue, wrongName, noTokens, portNumber, noEvents]).toHaveLength(5);
  expectTypeOf<Kit["chatbots"]["typebot"]["find"]>().returns.resolves.toEqualTypeOf<readonly TypebotRow[]>();
  expectTypeOf<TypebotRow>().toExtend<BotRow>();
});
