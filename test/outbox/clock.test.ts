import { afterEach, expect, it, vi } from "vitest";
import { EvolutionClient } from "../../src/index.js";
import { createOutbox, memoryDriver } from "../../src/queue/index.js";
import { createFakeGateway } from "../../src/testing/index.js";

afterEach(() => {
  vi.useRealTimers();
});

it("a send in doubt is found although the machine has slept for hours, which the clock for durations does not count", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 5 * 3_600_000 });
  await using gateway = await createFakeGateway({ instances: [{ name: "shop" }] });
  await using client = new EvolutionClient({ baseUrl: gateway.url, apiKey: gateway.apiKey });
  await using outbox = createOutbox({ client, driver: memoryDriver(), settleMs: 1_000 });
  const maria = gateway.phone("5511999990001");
  // While it slept the gateway has stored others.
  maria.send("hello?", { to: "shop" });
  gateway.faults.add({ kind: "drop", when: "after", route: "sendText", times: 1 });
  const { sent } = await outbox.sendText({ instanceName: "shop", number: maria.number, text: "hello" });
  expect(await sent).toMatchObject({ how: "found" });
  expect(maria.inbox.map(({ text }) => text)).toEqual(["hello"]);
});
