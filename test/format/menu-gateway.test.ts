import { menu } from "evolution-kit/format/menu";
import { expect, it } from "vitest";
import { type InboundMessage, parseWebhook, toInboundMessage, type WebhookEvent } from "../../src/webhooks/index.js";
import { startGateway } from "../support/fake-gateway.js";

const drinks = menu({
  id: "drinks",
  title: "Drinks",
  text: "What will it be?",
  footer: "Acme",
  options: [
    { id: "water", title: "Água" },
    { id: "juice", title: "Suco *" },
  ],
});

it.each([
  ["WHATSAPP-BAILEYS", undefined, "text"],
  ["WHATSAPP-BAILEYS", "buttons", "buttons"],
  ["WHATSAPP-BAILEYS", "list", "list"],
  ["WHATSAPP-BAILEYS", "poll", "poll"],
  ["WHATSAPP-BUSINESS", undefined, "buttons"],
  ["WHATSAPP-BUSINESS", "list", "list"],
] as const)(
  "on %s (preferred: %s) a menu arrives as %s, and what is chosen in it is found",
  async (integration, prefer, kind) => {
    const { client, shop, maria, events } = await startGateway({ version: "2.3.7", shop: { integration } });
    const { number } = maria;
    const rendered = drinks.render(await client.capabilities("shop"), { prefer });
    expect(rendered.kind).toBe(kind);
    const { key } = await send();
    const arrived = await maria.waitFor((message) => message.key.id === key.id);
    for (const part of ["Drinks", "What will it be?", "Acme"]) expect(JSON.stringify(arrived.message)).toContain(part);

    if (rendered.kind === "text") maria.send("2", { quote: arrived.key });
    else if (rendered.kind === "poll") maria.vote(arrived.key, ["Suco *"]);
    else maria.press(arrived.key, "Suco *");
    const answer = (await events("messages.upsert")).map(inbound).at(-1);
    expect(answer && drinks.match(answer)).toMatchObject({ kind: "chosen", option: { id: "juice" } });
    expect(answer && drinks.match(answer, { sentId: key.id }).kind).toBe("chosen");
    if (integration === "WHATSAPP-BAILEYS")
      expect(answer && drinks.match(answer, { sentId: "other" }).kind).toBe("none");

    function send() {
      switch (rendered.kind) {
        case "buttons":
          return shop.messages.sendButtons({ number, ...rendered.body });
        case "list":
          return shop.messages.sendList({ number, ...rendered.body });
        case "poll":
          return shop.messages.sendPoll({ number, ...rendered.body });
        case "text":
          return shop.messages.sendText({ number, ...rendered.body });
      }
    }
  },
);

function inbound(data: Record<string, unknown>): InboundMessage | undefined {
  const event = parseWebhook({ event: "messages.upsert", instance: "shop", data }) as WebhookEvent;
  return toInboundMessage(event as never);
}
