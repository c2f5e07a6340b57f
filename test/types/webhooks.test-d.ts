import { describe, expectTypeOf, it } from "vitest";
import {
  EvolutionClient,
  type InstanceClient,
  type MessageContent,
  type MessageKey,
  type WhatsAppMessage,
} from "../../src/index.js";
import {
  type ContactRecord,
  createWebhook,
  type EventName,
  events,
  type FetchHandler,
  isUnknownEvent,
  type Media,
  type NoPayload,
  parseWebhook,
  type RegistrationTarget,
  toEventName,
  type Webhook,
  type WebhookEvent,
} from "../../src/webhooks/index.js";

const webhook: Webhook = createWebhook({ auth: "none" });

describe("on", () => {
  it("narrows the payload by name", () => {
    webhook.on("messages.upsert", ({ data }) => expectTypeOf(data).toEqualTypeOf<WhatsAppMessage>());
    webhook.on("connection.update", ({ data }) =>
      expectTypeOf(data.state).toEqualTypeOf<"open" | "connecting" | "close" | "refused">(),
    );
    webhook.on("*", (event) => expectTypeOf(event).toEqualTypeOf<WebhookEvent>());
    // @ts-expect-error the dotted name is messages.upsert
    webhook.on("MESSAGES_UPSERT", () => {});
    // @ts-expect-error no such event
    webhook.on("messages.received", () => {});
    // @ts-expect-error a status has no key
    webhook.on("messages.update", ({ data }) => data.key);
  });
});

describe("onMessage", () => {
  it("narrows the message by kind", () => {
    webhook.onMessage("image", (message) => expectTypeOf(message.media).toEqualTypeOf<Media>());
    webhook.onMessage("text", (message) => expectTypeOf(message.text).toEqualTypeOf<string>());
    // @ts-expect-error a text has no media
    webhook.onMessage("text", (message) => message.media);
    // @ts-expect-error no such kind
    webhook.onMessage("picture", () => {});
    // @ts-expect-error any message may lack a text
    webhook.onMessage("*", (message) => message.text.length);
  });
});

describe("onMessage with a filter", () => {
  it("narrows the message by kind all the same", () => {
    webhook.onMessage("image", { fromMe: false, chat: "user" }, ({ media }) =>
      expectTypeOf(media).toEqualTypeOf<Media>(),
    );
    const { signal } = new AbortController();
    webhook.onMessage("*", { chat: ["user", "group"], instance: ["a", "b"] }, () => {}, { signal });
    // @ts-expect-error a text has no media
    webhook.onMessage("text", { fromMe: false }, (message) => message.media);
    // @ts-expect-error no such field
    webhook.onMessage("text", { from: "5511999990001" }, () => {});
    // @ts-expect-error no such kind of chat
    webhook.onMessage("text", { chat: "private" }, () => {});
    // @ts-expect-error a filter alone handles nothing
    webhook.onMessage("text", { fromMe: false });
  });
});

describe("once, off and use", () => {
  it("know the event by its name", () => {
    webhook.once("messages.upsert", ({ data }) => expectTypeOf(data).toEqualTypeOf<WhatsAppMessage>());
    const handler = (event: WebhookEvent) => void event;
    webhook.off("messages.upsert", handler);
    webhook.off("*", handler);
    // @ts-expect-error no such event
    webhook.once("messages.received", () => {});
    // @ts-expect-error the handler is needed
    webhook.off("messages.upsert");
    webhook.use(async (event, next) => {
      expectTypeOf(event).toEqualTypeOf<WebhookEvent>();
      expectTypeOf(next).toEqualTypeOf<() => Promise<void>>();
    });
  });
});

it("an event must be narrowed before its payload is read", () => {
  const event = parseWebhook({});
  // @ts-expect-error data is unknown
  event.data.key;
  if (event.event === "messages.upsert") {
    // @ts-expect-error it may still be an UnknownEvent
    event.data.key;
  }
  if (isUnknownEvent(event)) return;
  if (event.event === "messages.upsert") expectTypeOf(event.data.key.id).toEqualTypeOf<string>();
  if (event.event === "qrcode.updated" && event.data.qrcode)
    expectTypeOf(event.data.qrcode.code).toEqualTypeOf<string>();
});

it("every event has its payload, in the one form that it gets", () => {
  webhook.on("contacts.upsert", ({ data }) => expectTypeOf(data).toEqualTypeOf<ContactRecord[]>());
  webhook.on("logout.instance", ({ data }) => expectTypeOf(data).toEqualTypeOf<NoPayload>());
  webhook.on("messages.edited", ({ data }) => {
    // @ts-expect-error only an edit has new content
    data.editedMessage;
    if (data.type === "MESSAGE_EDIT") expectTypeOf(data.editedMessage).toEqualTypeOf<MessageContent>();
    if (data.type === "REVOKE") expectTypeOf(data.key).toEqualTypeOf<MessageKey>();
    // @ts-expect-error a notice may be about no message
    if (data.type === "SHARE_PHONE_NUMBER") data.key.id;
  });
  expectTypeOf(events["groups.update"].subscription).toEqualTypeOf<"GROUP_UPDATE">();
  expectTypeOf(toEventName("x")).toEqualTypeOf<EventName | undefined>();
});

it("kinds have their own fields, and only files can be downloaded", () => {
  const shop = new EvolutionClient({ baseUrl: "https://evo.example.com", apiKey: "x" }).instance("shop");
  webhook.onMessage("sticker", (message) => message.download({ instance: shop, maxBytes: 1e6 }));
  webhook.onMessage("poll-vote", ({ vote }) => expectTypeOf(vote.options).toEqualTypeOf<readonly string[]>());
  webhook.onMessage("edited", ({ edited }) => expectTypeOf(edited.text).toEqualTypeOf<string | undefined>());
  webhook.onMessage("image", ({ raw }) => expectTypeOf(raw).toEqualTypeOf<WhatsAppMessage>());
  // @ts-expect-error a text has no file
  webhook.onMessage("text", (message) => message.download());
});

// @ts-expect-error auth must be written out
createWebhook({});

describe("register", () => {
  it("takes an instance of the client, and subscriptions", () => {
    expectTypeOf<InstanceClient>().toExtend<RegistrationTarget>();
    const shop = {} as InstanceClient;
    const url = "https://bot.example.com/webhook";
    expectTypeOf(() => webhook.register(shop, { url, events: ["MESSAGES_UPSERT"] })).toBeFunction();
    expectTypeOf(() => webhook.register(shop, { url, events: "all" })).toBeFunction();
    // @ts-expect-error the subscription is MESSAGES_UPSERT
    expectTypeOf(() => webhook.register(shop, { url, events: ["messages.upsert"] })).toBeFunction();
    // @ts-expect-error which events must be said
    expectTypeOf(() => webhook.register(shop, { url })).toBeFunction();
  });
});

describe("fetch", () => {
  it("is a handler for Deno, Bun, Next and Workers as it is", () => {
    expectTypeOf<FetchHandler>().toExtend<
      (request: Request, info: { remoteAddr: { hostname: string } }) => Response | Promise<Response>
    >();
    expectTypeOf<FetchHandler>().toExtend<
      (request: Request, context: { params: Promise<unknown> }) => Response | Promise<Response>
    >();
    expectTypeOf<FetchHandler>().toExtend<(request: Request, environment: unknown) => Response | Promise<Response>>();
  });
});
