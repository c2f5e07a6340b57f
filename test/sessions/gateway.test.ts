import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { EvolutionClient } from "../../src/index.js";
import { createSessions, memoryStore } from "../../src/sessions/index.js";
import { createFakeGateway } from "../../src/testing/index.js";
import { createWebhook, secretAuth } from "../../src/webhooks/index.js";

const secret = "0123456789abcdef";

/** A bot that counts what somebody said, as its sessions remember it. */
async function startBot() {
  const webhook = createWebhook({ auth: secretAuth({ secret }) });
  const server = createServer(webhook.node);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
  const gateway = await createFakeGateway({
    instances: [{ name: "shop", webhook: { url, headers: { "x-webhook-secret": secret } } }],
  });
  const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: gateway.apiKey, retries: 0 });
  const sessions = createSessions({ store: memoryStore(), initial: () => ({ said: 0 }) });
  const states: string[] = [];
  webhook.on("connection.update", ({ data }) => states.push(String(data.state)));
  webhook.onMessage("text", { fromMe: false }, async ({ id, text, sender, chat, instanceName }) => {
    const person = sender.phone ?? "";
    const session = await sessions.update(
      { instanceName, person },
      ({ state, history }) => {
        state.said++;
        history.push({ role: "user", content: text, messageIds: [id] });
      },
      { turnId: id },
    );
    await client.instance(instanceName).messages.sendText({ number: chat.jid, text: `${session.state.said}: ${text}` });
  });
  onTestFinished(async () => {
    await client.close();
    await gateway.close();
    server.closeAllConnections();
    server.close();
  });
  return { gateway, sessions, states };
}

it("a session outlives that the instance disconnects and is paired again", async () => {
  const { gateway, sessions, states } = await startBot();
  const maria = gateway.phone("5511999990001", { name: "Maria" });
  const answered = async (text: string, answer: string) => {
    maria.send(text);
    expect((await maria.waitFor(answer)).text).toBe(answer);
  };
  await answered("one", "1: one");
  await answered("two", "2: two");
  const before = await sessions.get({ instanceName: "shop", person: maria.number });

  gateway.disconnect("shop");
  gateway.pair("shop");
  await gateway.settled();

  await answered("three", "3: three");
  const after = await sessions.get({ instanceName: "shop", person: maria.number });
  expect(after?.id).toBe(before?.id);
  expect(after?.history.map(({ content }) => content)).toEqual(["one", "two", "three"]);
  expect(states).toEqual(expect.arrayContaining(["close", "open"]));
});
