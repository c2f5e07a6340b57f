import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { EvolutionClient } from "../../src/index.js";
import { createOutbox, type JobCounts, type Outbox, type UncertainSend } from "../../src/queue/index.js";
import { createFakeGateway } from "../../src/testing/index.js";
import { Crew } from "../chaos/crew.js";
import { openDriver } from "../chaos/drivers.js";
import { freePort, OwnRedis } from "../chaos/redis.js";
import { examine, type Findings } from "./inboxes.js";
import { countEvents, lineOf } from "./log.js";
import { isIn, Person, receivedIn, textOf } from "./person.js";
import { instanceOf, type PlannedChat, planOf } from "./plan.js";
import { batchSize, type ProcessSettings } from "./settings.js";
import { addFaults, type Mode, makeTrouble, type Troubles } from "./trouble.js";

export interface OutboxChaosOptions {
  readonly driver: "sqlite" | "bullmq";
  readonly mode: Mode;
  readonly sends: number;
  readonly phones: number;
  readonly processes: number;
  readonly seed: number;
  readonly settleMs: number;
  readonly leaseMs: number;
  /** Of the clients. */
  readonly timeoutMs: number;
  /** A process is killed after about so many sends. */
  readonly killEverySends: number;
  /** How long the adding takes, about. */
  readonly addForMs: number;
  /** Requests, answers and events are delayed too: then a slow machine makes a difference. */
  readonly hasDelays: boolean;
  /** Told now and then of the counts. */
  readonly onProgress?: (counts: JobCounts) => void;
}

export interface OutboxChaosResult extends Findings, Troubles {
  /** Of how many sends each was told, by the event's name and detail. */
  readonly told: ReadonlyMap<string, number>;
  readonly counts: JobCounts;
  /** How often a person decided. */
  readonly decisions: number;
  readonly kills: number;
  readonly seconds: number;
}

const workerFile = fileURLToPath(new URL("worker.ts", import.meta.url));

/**
 * Sends through a fake gateway with faults, from processes that are killed and stand still while they add and send. In the
 * end a person decides about what is uncertain, if rows are stored; then the phones' inboxes are looked at.
 */
export async function runOutboxChaos(options: OutboxChaosOptions): Promise<OutboxChaosResult> {
  const { driver, mode, sends, phones, processes, seed, settleMs, leaseMs, timeoutMs, hasDelays } = options;
  const startedAt = Date.now();
  const folder = mkdtempSync(join(tmpdir(), "evolution-kit-chaos-"));
  const log = join(folder, "events.log");
  writeFileSync(log, "");
  const plan = planOf({ sends, phones, processes });
  const places = Array.from({ length: processes }, (_, place) => place);
  const added = places.map((place) => join(folder, `added-${place}`));
  for (const file of added) writeFileSync(file, "");
  const ports = await Promise.all(places.map(() => freePort()));
  const instances = ports.map((port, place) => ({
    name: instanceOf(place),
    webhook: { url: `http://127.0.0.1:${port}` },
  }));
  const gateway = await createFakeGateway({ seed, instances });
  const withLids = mode === "stored" ? [instanceOf(0)] : [];
  const strangers = new Set<string>();
  for (const [index, { number, instanceName }] of plan.entries()) {
    if (!withLids.includes(instanceName)) gateway.phone(number);
    else if (index % 5 === 0) strangers.add(gateway.phone(number).number);
    else gateway.phone(number, { addressing: "lid" }).send("hello", { to: instanceName });
  }
  const redis = driver === "bullmq" ? await OwnRedis.start(folder) : undefined;
  const store = redis?.url ?? join(folder, "outbox.db");
  const perProcess = Math.ceil(sends / processes / batchSize);
  const settings = (place: number): ProcessSettings => ({
    ...{ sends, phones, processes, place, driver, store, log, timeoutMs, settleMs, leaseMs },
    gateway: { url: gateway.url, apiKey: gateway.apiKey },
    added: added[place] ?? "",
    port: ports[place] ?? 0,
    addEveryMs: Math.ceil((options.addForMs / perProcess) * 2),
  });
  const random = randomFrom(seed);
  const crew = new Crew({ file: workerFile, settings, random });
  const own = await openDriver(driver, store);
  const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: gateway.apiKey });
  const outbox = createOutbox({ client, driver: own, settleMs, leaseMs, autorun: false });
  outbox.on("error", () => {});
  outbox.on("sent", ({ jobId, how }) => appendFileSync(log, lineOf({ kind: "sent", detail: how, id: jobId })));
  try {
    addFaults(gateway, { mode, timeoutMs, marginMs: settleMs / 3, withLids, hasDelays });
    for (const place of places) crew.start(place);
    const over = new AbortController();
    const { signal } = over;
    const trouble = makeTrouble({ crew, gateway, redis, leaseMs, everySends: options.killEverySends, random, signal });
    const isAdded = () => added.reduce((sum, file) => sum + readFileSync(file, "utf8").length, 0) >= batchesOf(plan);
    await untilIdle(outbox, isAdded, options.onProgress);
    over.abort();
    const troubles = await trouble;
    const person = new Person({ outbox, plan, gateway, strangers });
    const rest = () => untilIdle(outbox, isAdded, options.onProgress);
    const decided = mode === "stored" ? await person.decide(rest) : [];
    const counts = await untilIdle(outbox, isAdded);
    const undecided = await person.open();
    await crew.stop();
    // What was delayed may still arrive.
    if (hasDelays) await pause(timeoutMs + settleMs / 3);
    await gateway.settled();
    const found = examine(
      plan.map((chat) => {
        const of = (sends: readonly UncertainSend[]) => sends.filter((send) => isIn(chat, send)).map(textOf);
        const evidence = { added: chat.texts, received: receivedIn(chat, gateway) };
        return { ...evidence, decided: of(decided), undecided: of(undecided) };
      }),
    );
    const seconds = (Date.now() - startedAt) / 1_000;
    const told = countEvents(log);
    return { ...found, ...troubles, told, counts, decisions: decided.length, kills: crew.kills, seconds };
  } finally {
    await crew.stop();
    await outbox.close();
    await client.close();
    await own.close();
    await gateway.close();
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function batchesOf(plan: readonly PlannedChat[]): number {
  const perInstance = new Map<string, number>();
  for (const { instanceName, texts } of plan)
    perInstance.set(instanceName, (perInstance.get(instanceName) ?? 0) + texts.length);
  return [...perInstance.values()].reduce((sum, sends) => sum + Math.ceil(sends / batchSize), 0);
}

/** Until everything was added and nothing is left to do. */
async function untilIdle(
  outbox: Outbox,
  isAdded: () => boolean,
  onProgress?: (counts: JobCounts) => void,
): Promise<JobCounts> {
  for (;;) {
    const isAll = isAdded();
    const counts = await outbox.queue.counts().catch(() => undefined);
    if (counts) onProgress?.(counts);
    if (isAll && counts && counts.waiting + counts.active + counts.retrying + counts.delayed === 0) return counts;
    await pause(250);
  }
}

/** The same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
