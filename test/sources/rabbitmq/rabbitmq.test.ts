import { afterAll, describe, expect, it } from "vitest";
import { isConnectionError, isWebhookError } from "../../../src/index.js";
import { createWebhook } from "../../../src/webhooks/index.js";
import { connectionOpen } from "../../fixtures/webhooks.js";
import { collector } from "../../support/collector.js";
import { cutProxy } from "../../support/cut-proxy.js";
import { rabbitmqGateway } from "../../support/rabbitmq.js";
import { virtualClock } from "../../support/virtual-clock.js";
import { broker, message, source, texts } from "./setup.js";

afterAll(broker.close);

describe.skipIf(broker.skipReason)(`events from RabbitMQ${broker.skipReason ? ` (${broker.skipReason})` : ""}`, () => {
  it("reach the webhook from the queues that the gateway makes, and leave the queue", async () => {
    const gateway = await rabbitmqGateway(broker.url);
    const queues = [await gateway.makeQueue("messages.upsert"), await gateway.makeQueue("connection.update")];
    const webhook = createWebhook({ auth: "none" });
    const events = collector<string>();
    webhook.on("*", ({ event }) => events.add(event));

    const { start, stop } = source({ queues, handle: webhook.handle });
    await start();
    await gateway.publish("messages.upsert", message("one"));
    await gateway.publish("connection.update", connectionOpen);
    await events.reached(2);
    await stop();

    expect(events.items.sort()).toEqual(["connection.update", "messages.upsert"]);
    for (const queue of queues) expect(await gateway.waiting(queue)).toBe(0);
  });

  it("go back to the queue when a handler does not end in time for stop()", async () => {
    const gateway = await rabbitmqGateway(broker.url);
    const queue = await gateway.makeQueue("messages.upsert");
    const begun = collector<unknown>();
    const handle = (body: unknown) => {
      begun.add(body);
      return new Promise<never>(() => {});
    };
    const { start, stop } = source({ queues: [queue], handle, stopTimeoutMs: 1 });
    await start();
    await gateway.publish("messages.upsert", message("one"));
    await begun.reached(1);
    await stop();

    // The broker puts it back a moment after it has answered the close: who consumes next is the proof.
    const seen = texts();
    const next = source({ queues: [queue], handle: seen.handle });
    await next.start();
    await seen.reached(1);
    await next.stop();
    expect(seen.items).toEqual(["one"]);
    expect(begun.items).toHaveLength(1);
  });

  it("come in order with a prefetch of 1, and no more at once than the prefetch otherwise", async () => {
    const gateway = await rabbitmqGateway(broker.url);
    const queue = await gateway.makeQueue("messages.upsert");
    const all = Array.from({ length: 30 }, (_, i) => `m${i}`);
    for (const prefetch of [1, 4]) {
      let [now, most] = [0, 0];
      const begun = collector<string>();
      const seen = texts(async (text) => {
        most = Math.max(most, ++now);
        begun.add(text);
        await begun.reached(prefetch);
        now--;
      });
      await gateway.publish("messages.upsert", ...all.map(message));
      const { start, stop } = source({ queues: [queue], handle: seen.handle, prefetch });
      await start();
      await seen.reached(30);
      await stop();
      expect(most).toBe(prefetch);
      if (prefetch === 1) expect(seen.items).toEqual(all);
    }
  });

  it("wait for a queue that the gateway has not made yet", async () => {
    const gateway = await rabbitmqGateway(broker.url);
    await gateway.makeQueue("connection.update");
    const clock = virtualClock();
    const seen = texts();
    const queues = [`${gateway.instance}.messages.upsert`];
    const { start, errors } = source({ queues, handle: seen.handle, clock });
    const started = start();
    await errors.reached(1);
    expect(isConnectionError(errors.items[0])).toBe(true);
    expect(errors.items[0]?.message).toMatch(/no queue .*\. The gateway makes its queues with the first event/);

    await gateway.makeQueue("messages.upsert");
    await gateway.publish("messages.upsert", message("late"));
    expect(clock.sleepers()).toEqual([1_000]);
    await clock.advance(1_000);
    await started;
    await seen.reached(1);
  });

  it("wait in a queue of one's own while nobody is there, and are shared by those who name it", async () => {
    const gateway = await rabbitmqGateway(broker.url);
    const queue = { name: gateway.ownQueue("bot"), exchange: gateway.instance, events: ["messages.upsert"] };
    const nobody = source({ queue, handle: texts().handle });
    await nobody.start();
    await nobody.stop();
    await gateway.publish("presence.update", "not asked for");
    await gateway.publish("messages.upsert", message("while away"));

    // Each first handler waits for the other: only two consumers get past that.
    const both = collector<string>();
    const meet = async (text: string) => {
      both.add(text);
      await both.reached(2);
    };
    const [a, b] = [texts(meet), texts(meet)];
    await Promise.all([a, b].map(({ handle }) => source({ queue, handle, prefetch: 1 }).start()));
    await gateway.publish("messages.upsert", message("for the other"));
    await Promise.all([a.reached(1), b.reached(1)]);
    expect([...a.items, ...b.items].sort()).toEqual(["for the other", "while away"]);
  });

  it("that can never be read are refused for good, with a word to onError, and the next ones come", async () => {
    const gateway = await rabbitmqGateway(broker.url);
    const dead = await gateway.makeQueue("dead");
    const queue = {
      name: gateway.ownQueue("bot"),
      exchange: gateway.instance,
      events: ["messages.upsert"],
      arguments: { "x-dead-letter-exchange": gateway.instance, "x-dead-letter-routing-key": "dead" },
    };
    const seen = texts();
    const { start, stop, errors } = source({ queue, handle: seen.handle });
    await start();
    const bodies = ["{", JSON.stringify({ no: "event" }), JSON.stringify(message("fine"))];
    await gateway.publish("messages.upsert", ...bodies);
    await seen.reached(1);
    await errors.reached(2);
    expect(errors.items.map((error) => isWebhookError(error) && error.status).sort()).toEqual([400, 422]);
    expect(errors.items[0]?.message).toMatch(/^An event of queue .* was refused for good: Expected the body/);

    const deadLetters = collector<string>();
    await gateway.channel.consume(dead, (letter) => deadLetters.add(String(letter?.content)), { noAck: true });
    await deadLetters.reached(2);
    await stop();
    expect(deadLetters.items.sort()).toEqual(bodies.slice(0, 2).sort());
    expect(await gateway.waiting(queue.name)).toBe(0);
  });

  it("that are not handled are tried again with growing waits, as one delivery", async () => {
    const gateway = await rabbitmqGateway(broker.url);
    const queues = [await gateway.makeQueue("messages.upsert")];
    const clock = virtualClock();
    const attempts = collector<unknown>();
    const { start, stop, lines } = source({
      queues,
      clock,
      handle: async (body) => {
        attempts.add(body);
        if (attempts.items.length === 2) throw new Error("the database is away");
        return { status: attempts.items.length < 4 ? 503 : 200 };
      },
    });
    await start();
    await gateway.publish("messages.upsert", message("one"));
    for (const [i, waitMs] of [2_000, 4_000, 8_000].entries()) {
      await attempts.reached(i + 1);
      await clock.advance(0);
      expect(clock.sleepers()).toEqual([waitMs]);
      await clock.advance(waitMs);
    }
    await attempts.reached(4);
    await stop();
    expect(await gateway.waiting(queues[0] ?? "")).toBe(0);
    expect(lines.filter((line) => line.includes("was not handled"))).toHaveLength(3);
    expect(lines.join()).not.toContain("oi");
  });

  it("go back to the queue after holdMs, and come again", async () => {
    const gateway = await rabbitmqGateway(broker.url);
    const queues = [await gateway.makeQueue("messages.upsert")];
    const clock = virtualClock();
    const attempts = collector<unknown>();
    const handle = async (body: unknown) => {
      attempts.add(body);
      return { status: attempts.items.length < 3 ? 503 : 200 };
    };
    const { start, stop } = source({ queues, clock, holdMs: 1_500, handle });
    await start();
    await gateway.publish("messages.upsert", message("one"));
    await attempts.reached(1);
    await clock.advance(0);
    expect(clock.sleepers()).toEqual([1_500]);
    await clock.advance(1_500);
    await attempts.reached(3); // The second attempt was the last of that delivery.
    await stop();
    expect(await gateway.waiting(queues[0] ?? "")).toBe(0);
  });

  it("that are being handled when it stops are finished and acknowledged; those in a wait go back", async () => {
    const gateway = await rabbitmqGateway(broker.url);
    const queue = await gateway.makeQueue("messages.upsert");
    const begun = collector<string>();
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const clock = virtualClock();
    const { start, stop } = source({
      queues: [queue],
      clock,
      handle: async (body) => {
        const isSlow = String(body).includes("slow");
        begun.add(isSlow ? "slow" : "failing");
        if (isSlow) await finished;
        return { status: isSlow ? 200 : 503 };
      },
    });
    await start();
    await gateway.publish("messages.upsert", message("slow"), message("failing"));
    await begun.reached(2);
    let isStopped = false;
    const stopped = stop().then(() => {
      isStopped = true;
    });
    await gateway.publish("messages.upsert", message("too late"));
    expect(isStopped).toBe(false);
    finish();
    await stopped;
    expect(begun.items).toHaveLength(2);
    const left = collector<string>();
    await gateway.channel.consume(queue, (letter) => left.add(String(letter?.content)), { noAck: true });
    await left.reached(2);
    expect(left.items.map((body) => JSON.parse(body).data.key.id).sort()).toEqual(["failing", "too late"]);
  });

  it("come again over a new connection when the old one breaks, each at least once", async () => {
    const gateway = await rabbitmqGateway(broker.url);
    const proxy = await cutProxy(new URL(broker.url));
    const queues = [await gateway.makeQueue("messages.upsert")];
    const clock = virtualClock();
    const all = Array.from({ length: 40 }, (_, i) => `m${i}`);
    const seen = texts(() => {
      if (seen.items.length === 10) proxy.down();
    });
    const { start, errors } = source({ url: proxy.url, queues, handle: seen.handle, clock });
    await start();
    await gateway.publish("messages.upsert", ...all.map(message));
    await errors.reached(1);
    await clock.advance(1_000);
    await errors.reached(2); // Still down.
    await clock.advance(0);
    expect(clock.sleepers()).toEqual([2_000]);
    proxy.up();
    await clock.advance(2_000);
    while (new Set(seen.items).size < 40) await seen.reached(seen.items.length + 1);
    expect(new Set(seen.items)).toEqual(new Set(all));
  });

  it("are read on over a new connection while a handler of the old one still runs", async () => {
    const gateway = await rabbitmqGateway(broker.url);
    const proxy = await cutProxy(new URL(broker.url));
    const queue = await gateway.makeQueue("messages.upsert");
    const clock = virtualClock();
    const begun = collector<unknown>();
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const handle = async (body: unknown) => {
      begun.add(body);
      if (begun.items.length === 1) await finished;
      return { status: 200 };
    };
    const { start, stop, errors, lines } = source({ url: proxy.url, queues: [queue], handle, clock });
    await start();
    await gateway.publish("messages.upsert", message("one"));
    await begun.reached(1);
    proxy.cut();
    await errors.reached(1);
    await clock.advance(1_000);
    await begun.reached(2);
    finish();
    await stop();
    expect(lines.filter((line) => line.includes("the connection went before the answer"))).toHaveLength(1);
    expect(await gateway.waiting(queue)).toBe(0);
  });

  it("go on when somebody deletes the queue: one's own is made again", async () => {
    const gateway = await rabbitmqGateway(broker.url);
    const queue = { name: gateway.ownQueue("bot"), exchange: gateway.instance, events: ["messages.upsert"] };
    const clock = virtualClock();
    const seen = texts();
    const { start, errors } = source({ queue, handle: seen.handle, clock });
    await start();
    await gateway.channel.deleteQueue(queue.name);
    await errors.reached(1);
    expect(errors.items[0]?.message).toMatch(/queue .* was deleted, or has moved\.$/);
    await clock.advance(1_000);
    // The binding is back as soon as the source has made it; until then the exchange drops what it is given.
    for (let i = 0; seen.items.length === 0; i++) await gateway.publish("messages.upsert", message(`m${i}`));
  });
});
