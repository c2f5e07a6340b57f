import { describe, expectTypeOf, it } from "vitest";
import { EvolutionClient, endpoints, isRecipientNotFoundError, type SentMessage } from "../../src/index.js";

const client = new EvolutionClient({ baseUrl: "https://evo.example.com", apiKey: "k" });
const { messages, events } = client.instance("shop");
const number = "5511999990001";

describe("bodies", () => {
  it("are checked field by field", () => {
    expectTypeOf(messages.sendText({ number, text: "oi" })).resolves.toEqualTypeOf<SentMessage>();
    // @ts-expect-error text is missing
    messages.sendText({ number });
    // @ts-expect-error v1's nesting is gone
    messages.sendText({ number, textMessage: { text: "oi" } });
    // @ts-expect-error the wire's word is mentionsEveryOne
    messages.sendText({ number, text: "oi", mentionsEveryone: true });
    // @ts-expect-error numbers are strings
    messages.sendText({ number: 5511999990001, text: "oi" });
    // @ts-expect-error gif is no mediatype
    messages.sendMedia({ number, mediatype: "gif", media: "https://example.com/a.gif" });
    // @ts-expect-error buttons must not be empty
    messages.sendButtons({ number, title: "t", buttons: [] });
    // @ts-expect-error a url button needs a url
    messages.sendButtons({ number, title: "t", buttons: [{ type: "url", displayText: "x", id: "1" }] });
    // @ts-expect-error the gateway fails without events
    events.webhook.set({ enabled: true, url: "https://bot.example.com" });
    // @ts-expect-error subscriptions are written MESSAGES_UPSERT
    events.webhook.set({ enabled: true, url: "https://bot.example.com", events: ["messages.upsert"] });
    // @ts-expect-error no such integration
    client.instances.create({ instanceName: "shop", integration: "BAILEYS" });
    // @ts-expect-error apiKey is missing
    new EvolutionClient({ baseUrl: "https://evo.example.com" });
  });
});

it("endpoints keep their literal paths", () => {
  expectTypeOf(endpoints.sendText.path).toEqualTypeOf<"/message/sendText/:instanceName">();
});

it("guards narrow", () => {
  const error: unknown = undefined;
  if (isRecipientNotFoundError(error)) expectTypeOf(error.numbers).toEqualTypeOf<readonly string[]>();
});
