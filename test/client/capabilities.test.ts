import { expect, it, onTestFinished } from "vitest";
import { EvolutionClient } from "../../src/index.js";
import { createFakeGateway } from "../../src/testing/index.js";

async function start() {
  const gateway = await createFakeGateway({
    instances: [
      { name: "phone" },
      { name: "cloud", integration: "WHATSAPP-BUSINESS" },
      { name: "own", integration: "EVOLUTION", token: "own-token" },
    ],
  });
  const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: gateway.apiKey });
  onTestFinished(async () => {
    await client.close();
    await gateway.close();
  });
  return { gateway, client };
}

it("knows what each integration can do, and the server's version", async () => {
  const { client } = await start();
  const names = ["sendText", "sendPoll", "sendTemplate", "createGroup"] as const;
  const found = await Promise.all(["phone", "cloud", "own"].map((name) => client.capabilities(name)));
  expect(found.map(({ integration, version }) => [integration, version])).toEqual([
    ["WHATSAPP-BAILEYS", "2.3.6"],
    ["WHATSAPP-BUSINESS", "2.3.6"],
    ["EVOLUTION", "2.3.6"],
  ]);
  expect(found.map(({ can }) => names.filter(can))).toEqual([
    ["sendText", "sendPoll", "createGroup"],
    ["sendText", "sendTemplate"],
    ["sendText"],
  ]);
});

it("agrees with what the gateway then does", async () => {
  const { client } = await start();
  const { can } = await client.capabilities("cloud");
  const poll = { number: "5511999990001", name: "?", selectableCount: 1, values: ["a", "b"] };
  const sending = client.instance("cloud").messages.sendPoll(poll);
  expect(can("sendPoll")).toBe(false);
  expect(can("toString" as "sendPoll")).toBe(false);
  await expect(sending).rejects.toMatchObject({ details: ["Method not available on WhatsApp Business API"] });
});

it("fails clearly for an instance that is not there, or not open to the key", async () => {
  const { gateway, client } = await start();
  await expect(client.capabilities("nope")).rejects.toMatchObject({ name: "NotFoundError" });
  await using own = new EvolutionClient({ baseUrl: gateway.url, apiKey: "own-token" });
  expect((await own.capabilities("own")).can("sendButtons")).toBe(true);
  await expect(own.capabilities("phone")).rejects.toMatchObject({ name: "AuthenticationError" });
});
