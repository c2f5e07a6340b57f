import { expect, it, onTestFinished } from "vitest";
import { EvolutionClient } from "../../../src/client/client.js";
import {
  type BreakerEvent,
  Breakers,
  type BreakersOptions,
  breakerOptions,
  lanePrefixOf,
} from "../../../src/outbox/protection/index.js";
import { memoryDriver } from "../../../src/queue/index.js";
import { createQueue } from "../../../src/queue/queue.js";
import { memoryStore } from "../../../src/state/memory-store.js";
import { createFakeGateway } from "../../../src/testing/index.js";
import { settle, virtualClock } from "../../support/virtual-clock.js";

const number = "5511999990001";

/** An outbox as small as can be: two processes that send over a real gateway, and time that stands still. */
async function setUp(port = 0) {
  const gateway = await createFakeGateway({ instances: [{ name: "shop" }, { name: "bar" }], port });
  gateway.phone(number);
  const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: gateway.apiKey, retries: 0 });
  /** Calls under way: time stands still for them. */
  let calls = 0;
  const track = <Answer>(call: Promise<Answer>): Promise<Answer> => {
    calls++;
    return call.finally(() => calls--);
  };
  const reader: BreakersOptions["client"] = {
    instances: { connectionState: (...given) => track(client.instances.connectionState(...given)) },
  };
  const clock = virtualClock();
  const driver = memoryDriver({ clock });
  const state = memoryStore({ clock }).open("outbox");
  const events: BreakerEvent[] = [];
  const tried: string[] = [];
  /** How many had been tried when each event was told. */
  const triedBy: number[] = [];
  const processes = await Promise.all(
    [0, 1].map(async () => {
      const queue = createQueue<{ instanceName: string; text: string }>({
        ...{ name: "outbox", driver, clock, attempts: 100, random: () => 0 },
        backoff: { minTimeout: 0 },
        processor: async ([{ data }]) => {
          const { waitMs } = await breakers.admit(data.instanceName);
          if (waitMs > 0) throw Object.assign(new Error("later"), { pauseLaneMs: waitMs });
          tried.push(data.text);
          try {
            await track(client.instance(data.instanceName).messages.sendText({ number, text: data.text }));
          } catch (error) {
            await breakers.report(data.instanceName, error);
            throw error;
          }
          await breakers.report(data.instanceName, undefined);
        },
        decide: (error) => {
          const { pauseLaneMs } = error as { pauseLaneMs?: number };
          return pauseLaneMs === undefined ? undefined : { pauseLaneMs };
        },
      });
      const breakers = new Breakers({
        ...{ state, queue, client: reader, clock, random: () => 0, settings: breakerOptions.parse({}) },
        onEvent(event) {
          events.push(event);
          triedBy.push(tried.length);
        },
        onError: (error) => expect.fail(String(error)),
      });
      await breakers.start();
      return { queue, breakers };
    }),
  );
  onTestFinished(async () => {
    for (const { queue, breakers } of processes) {
      await breakers.stop();
      await queue.close();
    }
    await client.close();
    await gateway.close();
  });
  const [one, two] = processes;
  if (!one || !two) expect.fail();
  return {
    ...{ gateway, client, clock, events, tried, triedBy, one, two },
    names: () => events.map(({ name }) => name),
    add: (instanceName: string, count: number, chats = count) =>
      one.queue.addAll(
        Array.from({ length: count }, (_, n) => {
          const text = `${instanceName} ${n}`;
          return { data: { instanceName, text }, lane: `${lanePrefixOf(instanceName)}${n % chats}` };
        }),
      ),
    /** Lets time pass until it is so. */
    async until(isSo: () => boolean) {
      while (!isSo()) {
        await settle();
        if (calls === 0) await clock.advance(100);
      }
    },
  };
}

const inbox = (gateway: Awaited<ReturnType<typeof createFakeGateway>>) => gateway.phone(number).messages;

it("an instance that is not connected keeps its messages until it is, and others send", async () => {
  const { gateway, add, until, names, events, tried } = await setUp();
  gateway.disconnect("shop");
  await add("shop", 30);
  await add("bar", 5);
  await until(() => names().filter((name) => name === "probed").length >= 3);
  expect(inbox(gateway)).toHaveLength(5);
  // What was under way when the first one failed, in two processes of ten lanes each.
  expect(tried.filter((text) => text.startsWith("shop")).length).toBeLessThanOrEqual(20);
  gateway.pair("shop");
  await until(() => inbox(gateway).length === 35);
  expect(events[0]).toMatchObject({ name: "opened", instanceName: "shop", cause: "closed" });
  expect(names().filter((name) => name !== "probed")).toEqual(["opened", "resumed"]);
});

it("a gateway without license sends nothing, and everything once it is activated", async () => {
  const { gateway, add, until, names, events } = await setUp();
  const activate = gateway.faults.add({ kind: "license" });
  await add("shop", 10);
  await until(() => names().includes("probed"));
  expect(events.every(({ cause }) => cause === "license")).toBe(true);
  activate();
  await until(() => inbox(gateway).length === 10);
  expect(names().at(-1)).toBe("resumed");
});

it("a limit is waited for, then tried with one message, although many lanes wait in two processes", async () => {
  const { gateway, add, until, names, triedBy, clock, one, events } = await setUp();
  const fault = gateway.faults.add({ kind: "status", status: 500, message: "rate-overlimit" });
  await add("shop", 40);
  // The one that is tried is refused: the circuit opens again, for two minutes.
  await until(() => names().length === 3);
  expect(names()).toEqual(["opened", "probed", "probed"]);
  expect((triedBy[2] ?? 0) - (triedBy[1] ?? 0)).toBe(1);
  const status = await one.breakers.status("shop");
  expect(status).toMatchObject({ state: "open", cause: "rate-limited", opens: 2 });
  expect(status.probeAt).toBeGreaterThan(clock.now() + 110_000);
  fault();
  await until(() => inbox(gateway).length === 40);
  expect(events.at(-1)).toMatchObject({ name: "resumed", cause: "rate-limited" });
});

it("a gateway that is away, then back at the same address", async () => {
  const { gateway, add, until, names, events, one } = await setUp();
  const port = Number(new URL(gateway.url).port);
  await gateway.close();
  await add("shop", 8);
  await until(() => names().filter((name) => name === "probed").length >= 2);
  expect(await one.breakers.status("shop")).toMatchObject({ state: "open", cause: "unreachable" });
  const back = await createFakeGateway({ instances: [{ name: "shop" }], port });
  onTestFinished(() => back.close());
  back.phone(number);
  await until(() => inbox(back).length === 8);
  expect(events[0]).toMatchObject({ name: "opened", cause: "unreachable" });
  expect(names().at(-1)).toBe("resumed");
});
