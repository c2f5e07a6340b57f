import { appendFileSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { EvolutionClient } from "../../src/index.js";
import { createOutbox, type NewSend } from "../../src/queue/index.js";
import { createWebhook } from "../../src/webhooks/index.js";
import { openDriver } from "../chaos/drivers.js";
import { lineOf } from "./log.js";
import { instanceOf, planOf, sendOf } from "./plan.js";
import { batchSize, type ProcessSettings } from "./settings.js";

const settings = JSON.parse(process.argv[2] ?? "") as ProcessSettings;
const { timeoutMs, settleMs, leaseMs, gateway } = settings;
const driver = await openDriver(settings.driver, settings.store);
const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: gateway.apiKey, timeoutMs });
const wait = { minMs: 2_000, maxMs: 4_000 };
const outbox = createOutbox({
  ...{ client, driver, settleMs, leaseMs, concurrency: 20, attempts: 8, stuckAfterMs: 20_000 },
  ...{ pace: false, breaker: { coolDown: wait, probe: wait } },
});

const note = (kind: string, detail: string, id: string) => appendFileSync(settings.log, lineOf({ kind, detail, id }));
outbox.on("sent", ({ jobId, how }) => note("sent", how, jobId));
outbox.on("uncertain", ({ jobId }) => note("uncertain", "", jobId));
outbox.on("settled", ({ jobId, result }) => note("settled", result, jobId));
outbox.on("failed", ({ jobId, error }) => note("failed", error.outcome, jobId));
outbox.on("status", ({ jobId, reached }) => note("status", reached, jobId));

const webhook = createWebhook({ auth: "none" });
outbox.attach(webhook);
const server = createServer((request, response) => void webhook.node(request, response));
server.listen(settings.port, "127.0.0.1");

// Nobody is left to tell it to stop.
process.on("disconnect", () => process.exit(1));
process.on("SIGTERM", async () => {
  server.close();
  await outbox.close();
  await driver.close();
  process.exit(0);
});

/** The sends of this process's chats, round by round, so that chats grow beside each other. */
function batches(): NewSend[][] {
  const chats = planOf(settings).filter(({ instanceName }) => instanceName === instanceOf(settings.place));
  const rounds = Math.max(...chats.map(({ texts }) => texts.length));
  const all = Array.from({ length: rounds }, (_, seq) =>
    chats.filter(({ texts }) => seq < texts.length).map((chat) => sendOf(chat, seq)),
  ).flat();
  return Array.from({ length: Math.ceil(all.length / batchSize) }, (_, i) =>
    all.slice(i * batchSize, (i + 1) * batchSize),
  );
}

/** Begins with the first batch of which it is not sure: by their keys, sends that were stored are stored once. */
const sure = readFileSync(settings.added, "utf8").length;
for (const batch of batches().slice(sure)) {
  for (;;) {
    try {
      await outbox.addAll(batch);
      break;
    } catch {
      await pause(100);
    }
  }
  await pause(settings.addEveryMs * Math.random());
  appendFileSync(settings.added, ".");
}
