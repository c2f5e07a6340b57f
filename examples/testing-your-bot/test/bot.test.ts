import { conversation, createFakeGateway, matchers } from "evolution-kit/testing";
import { afterEach, expect, it } from "vitest";
import { startBot } from "../src/bot.js";

expect.extend(matchers);

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A gateway, the bot behind it, and Maria with her phone. The gateway's time stands still until a test moves it. */
async function start() {
  const gateway = await createFakeGateway({ instances: [{ name: "pizzeria" }], clock: "virtual" });
  const bot = await startBot({
    baseUrl: gateway.url,
    apiKey: gateway.apiKey,
    instance: "pizzeria",
    webhookSecret: "only-for-the-tests",
    clock: gateway.clock,
  });
  open.push(async () => {
    await bot.stop();
    await gateway.close();
  });
  return { gateway, maria: gateway.phone("5511999990001", { name: "Maria" }) };
}

it("takes an order, by number and by name", async () => {
  const { maria } = await start();
  await conversation(maria)
    .says("oi")
    .expects("Hello Maria! Write *menu* to see our pizzas.")
    .says("menu")
    .expects("*Our pizzas*")
    .says("2")
    .expects("One *Calabresa*")
    .says("and a margherita please")
    .expects("One *Margherita*")
    .says("the bill")
    .expects("Calabresa, Margherita: *R$ 87.00*");
});

it("asks for words when it hears a voice note", async () => {
  const { maria } = await start();
  await conversation(maria)
    .says({ audio: new TextEncoder().encode("OggS"), voice: true })
    .expects(/Could you \*write\* it/);
});

it("answers once, though every message is delivered twice", async () => {
  const { gateway, maria } = await start();
  gateway.faults.add({ kind: "duplicate" });
  await conversation(maria, { gateway }).says("oi").expects("Hello").says("1").expects("Margherita").expectsNothing();
  expect(maria).toHaveReceivedTimes(2);
});

it("does not repeat an answer that arrived although the gateway's connection broke", async () => {
  const { gateway, maria } = await start();
  gateway.faults.add({ kind: "drop", when: "after", route: "sendText", times: 1 });
  await conversation(maria, { gateway })
    .says("oi")
    .expects("Hello")
    .passes(30 * 60_000)
    .expectsNothing();
});

it("keeps two people's orders apart", async () => {
  const { gateway, maria } = await start();
  const bia = gateway.phone("5511999990002", { name: "Bia" });
  await Promise.all([
    conversation(maria).says("1").expects("Margherita").says("total").expects("R$ 42.00"),
    conversation(bia).says("3").expects("Portuguesa").says("total").expects("R$ 49.00"),
  ]);
});

it("does not answer what was written while the gateway was away for hours", async () => {
  const { gateway, maria } = await start();
  gateway.loseConnection("pizzeria");
  maria.send("one margherita");
  await gateway.clock.advance(3 * 3_600_000);
  gateway.reconnect("pizzeria");
  await conversation(maria, { gateway }).expectsNothing().says("oi").expects("Hello");
});
