import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { rabbitmqSource } from "../../../src/sources/rabbitmq/index.js";
import { createWebhook } from "../../../src/webhooks/index.js";
import { upsert } from "../../fixtures/webhooks.js";
import { collector } from "../../support/collector.js";
import { rabbitmqGateway } from "../../support/rabbitmq.js";
import { findService } from "../../support/services.js";

const broker = await findService("RabbitMQ");
afterAll(broker.close);

const count = 200;
/** How many events each consumer handles before it is killed in the middle of a further one. */
const lives = [0, 25, 1, 40, 13];

describe.skipIf(broker.skipReason)(`a killed consumer${broker.skipReason ? ` (${broker.skipReason})` : ""}`, () => {
  it("loses nothing: what it had not acknowledged comes to the next one", async () => {
    const gateway = await rabbitmqGateway(broker.url);
    const queue = await gateway.makeQueue("messages.upsert");
    const all = Array.from({ length: count }, (_, i) => `m${i}`);
    const bodies = all.map((text) => upsert({ key: { id: text }, message: { conversation: text } }));
    await gateway.publish("messages.upsert", ...bodies);

    const done = new Map<string, number>();
    const note = (text: string) => done.set(text, (done.get(text) ?? 0) + 1);
    for (const handles of lives) await liveAndDie(queue, handles, note);
    expect(done.size).toBeLessThan(count);

    const events = collector<string>();
    const webhook = createWebhook({ auth: "none" });
    webhook.onMessage("text", ({ text }) => {
      note(text);
      events.add(text);
    });
    const source = rabbitmqSource({ url: broker.url, queues: [queue], handle: webhook.handle });
    await source.start();
    while (done.size < count) await events.reached(events.items.length + 1);
    await source.stop();

    expect([...done.keys()].sort()).toEqual(all.sort());
    expect(await gateway.waiting(queue)).toBe(0);
    const repeated = [...done.values()].filter((times) => times > 1).length;
    console.log(`${count} events, ${lives.length} kills, 0 lost, ${repeated} handled more than once`);
    // At most what a prefetch holds per kill: everything else had been acknowledged.
    expect(repeated).toBeGreaterThan(0);
    expect(repeated).toBeLessThanOrEqual(lives.length * 10);
  }, 120_000);
});

/** Starts a consumer, waits until it hangs in a handler, and kills it as `kill -9` does. */
async function liveAndDie(queue: string, handles: number, note: (text: string) => void): Promise<void> {
  const file = fileURLToPath(new URL("consumer.ts", import.meta.url));
  const child = fork(file, [broker.url, queue, String(handles)], { execArgv: ["--import", "tsx"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exited = once(child, "exit");
  await new Promise<void>((resolve, reject) => {
    child.on("message", ([word, text]: [string, string]) => {
      if (word === "done") note(text);
      else resolve();
    });
    child.once("exit", (code) => reject(new Error(`the consumer ended by itself with ${code}`)));
  });
  child.kill("SIGKILL");
  await exited;
}
