import { expectTypeOf, it } from "vitest";
import type { IdentityMap } from "../../../src/sessions/index.js";
import type { InboundMessage, WebhookEvent } from "../../../src/webhooks/index.js";

declare const map: IdentityMap;
declare const event: WebhookEvent;
declare const message: InboundMessage;

it("learns from events, messages and answers, and from nothing that does not say its instance", () => {
  map.learn(event, { serverVersion: "2.4.0", integration: "WHATSAPP-BAILEYS" });
  map.learn(message);
  map.learn({ instanceName: "shop", answer: [], number: "5511999990001" });
  // @ts-expect-error an answer does not say whose it is
  map.learn({ answer: [] });
  // @ts-expect-error there is no such integration
  map.learn(event, { integration: "BAILEYS" });
});

it("answers a number only where there is one", async () => {
  const to = await map.addressFor({ instanceName: "shop", person: "5511999990001@s.whatsapp.net" });
  if (to.number === undefined) expectTypeOf(to.reason).toEqualTypeOf<"lid-only" | "disputed">();
  else expectTypeOf(to.jid).toEqualTypeOf<string>();
  // @ts-expect-error there may be none
  to.number.length;
});

it("is no person for what may be a group", async () => {
  const found = await map.resolve({ instanceName: "shop", jid: message.chat.jid });
  // @ts-expect-error it may be none
  found.person;
  expectTypeOf(found?.phone).toEqualTypeOf<string | undefined>();
});
