import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { QueueDriver } from "../../src/queue/index.js";
import { benchServer, concurrently } from "./client.js";
import { body, headers } from "./client-server.js";
import { queue, root, sqlite } from "./dist.js";
import { absolute, type Bench, type Row } from "./measure.js";

/** As many chats, so that their order holds nobody up. */
const chats = 200;

/** `sendText` through an outbox, and directly; `count` sends are added, 50 at a time, and each waited for until it is sent. */
async function sending(driver: QueueDriver) {
  const { server, origin } = await benchServer();
  const { EvolutionClient } = await root();
  const { createOutbox } = await queue();
  const client = new EvolutionClient({ baseUrl: origin, apiKey: headers.apikey });
  const outbox = createOutbox({ client, driver, pace: false, stuckAfterMs: false, concurrency: 50 });
  const { messages } = client.instance("shop");
  let chat = 0;
  const next = () => ({ ...body, number: `55119999${10_000 + (chat++ % chats)}` });
  return {
    direct: concurrently(() => messages.sendText(next())),
    durable: concurrently(async () => (await outbox.sendText({ ...next(), instanceName: "shop" })).sent),
    async close() {
      await outbox.close();
      await driver.close();
      await client.close();
      server.kill();
    },
  };
}

export async function outboxBench(): Promise<Bench> {
  const { memoryDriver } = await queue();
  const { direct, durable, close } = await sending(memoryDriver());
  return {
    name: "outbox.sendText in memory until it is sent, 50 in flight",
    ours: { name: "outbox", count: 2_000, run: durable },
    others: [{ name: "client.sendText", count: 2_000, run: direct, atLeast: 0.6 }],
    close,
  };
}

export async function outboxRows(rounds: number, share: number): Promise<Row[]> {
  const { sqliteDriver } = await sqlite();
  const folder = mkdtempSync(join(tmpdir(), "evolution-kit-bench-"));
  const { durable, close } = await sending(sqliteDriver({ file: join(folder, "outbox.db") }));
  const row = await absolute(
    { name: "outbox.sendText in SQLite until it is sent", count: 1_000, run: durable },
    rounds,
    share,
  );
  await close();
  rmSync(folder, { recursive: true });
  return [row];
}
