import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Redis } from "ioredis";
import type { SessionKey, StateSpace, StateStore } from "../../src/sessions/index.js";
import { sessions, sessionsRedis, sessionsSqlite } from "./dist.js";
import type { Bench, Contestant, Row } from "./measure.js";

const url = process.env.REDIS_URL ?? "redis://127.0.0.1:6379";
const people = 100;
const idleMs = 1_800_000;

const keyOf = (i: number): SessionKey => ({ instanceName: "shop", person: `55119999${10_000 + (i % people)}` });

/** A chat of two turns. */
async function begun(store: StateStore, name: string, count: number) {
  const { createSessions } = await sessions();
  const all = createSessions({ store, name, idleMs, initial: () => ({ step: "start", visits: 0 }) });
  for (let i = 0; i < count; i++) {
    const session = await all.open(keyOf(i));
    for (const text of ["Hello, where is my order?", "It was number 42, from last week."]) {
      session.history.push({ role: "user", content: text, messageIds: ["3EB0C767D26B8F2A"] });
      session.history.push({ role: "assistant", content: "I'll have a look." });
    }
    await session.save();
  }
  return all;
}

/** A session opened, changed and saved. */
async function throughSessions(store: StateStore, count: number): Promise<Contestant> {
  const all = await begun(store, "bench-ours", people);
  return {
    name: store.name,
    count,
    run: async (times) => {
      for (let i = 0; i < times; i++) {
        const session = await all.open(keyOf(i));
        session.state.visits++;
        await session.save();
      }
    },
  };
}

/** What any program has to do: read the record, parse it, change it, and write it back. */
async function bare(store: StateStore, count: number, isParsed: boolean): Promise<Contestant> {
  const name = isParsed ? "bench-parsed" : "bench-bare";
  await begun(store, name, people);
  const space: StateSpace = store.open(name);
  const keys = Array.from({ length: people }, (_, i) => `shop:${keyOf(i).person}`);
  return {
    name: isParsed ? "get, JSON.parse, JSON.stringify, set" : "get, set",
    count,
    run: async (times) => {
      for (let i = 0; i < times; i++) {
        const key = keys[i % people] ?? "";
        const record = await space.get(key);
        if (!record) throw new Error("The record is gone.");
        let { value } = record;
        if (isParsed) {
          const parsed = JSON.parse(value);
          parsed.state.visits++;
          value = JSON.stringify(parsed);
        }
        const expiresAt = Date.now() + idleMs;
        await space.set(key, value, { version: record.version, expiresAt });
      }
    },
  };
}

export async function sessionBenches(): Promise<Bench[]> {
  const { memoryStore } = await sessions();
  const { sqliteStore } = await sessionsSqlite();
  const { redisStore } = await sessionsRedis();
  const folder = mkdtempSync(join(tmpdir(), "evolution-kit-bench-"));
  const client = new Redis(url);
  const prefix = `bench-${process.pid}`;
  const stores: [StateStore, number, () => Promise<unknown>][] = [
    [memoryStore(), 20_000, async () => {}],
    [
      sqliteStore({ file: join(folder, "state.db") }),
      2_000,
      async () => rmSync(folder, { recursive: true, force: true }),
    ],
    [
      redisStore({ client, prefix }),
      2_000,
      async () => client.unlink(await client.keys(`${prefix}:*`)).then(() => client.quit()),
    ],
  ];
  const benches: Bench[] = [];
  for (const [store, count, clear] of stores) {
    benches.push({
      name: `open and save, ${store.name}`,
      ours: await throughSessions(store, count),
      others: [
        { ...(await bare(store, count, true)), atLeast: 0.6 },
        { ...(await bare(store, count, false)), ...(store.name !== "memory" && { atLeast: 0.6 }) },
      ],
      close: async () => {
        await clear();
        await store.close();
      },
    });
  }
  return benches;
}

/** What idle sessions take, and how long it takes to hand them all over when their time is over. */
export async function idleRows(count: number): Promise<Row[]> {
  const { createSessions, memoryStore } = await sessions();
  let isLater = false;
  const clock = { now: () => Date.now() + (isLater ? idleMs : 0), sleep: () => new Promise<void>(() => {}) };
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const store = memoryStore({ clock });
  let handedOver = 0;
  const all = createSessions({
    ...{ store, clock, idleMs, initial: () => ({ step: "start", visits: 0 }) },
    onExpired: () => {
      handedOver++;
    },
  });
  collect();
  const before = process.memoryUsage().heapUsed;
  let characters = 0;
  const space = store.open("sessions");
  for (let i = 0; i < count; i++) {
    const session = await all.open({ instanceName: "shop", person: `5511${100_000_000 + i}` });
    session.history.push({ role: "user", content: "Hello, where is my order?", messageIds: ["3EB0C767D26B8F2A"] });
    session.history.push({ role: "assistant", content: "I'll have a look." });
    await session.save();
    if (i === 0) characters = (await space.get("shop:5511100000000"))?.value.length ?? 0;
  }
  collect();
  const bytes = Math.round((process.memoryUsage().heapUsed - before) / count);
  isLater = true;
  const startedAt = performance.now();
  const swept = await all.sweep();
  const seconds = (performance.now() - startedAt) / 1_000;
  const isMissed = swept !== count || handedOver !== count;
  return [
    {
      text: `${count.toLocaleString("en")} idle sessions in memory: ${bytes.toLocaleString("en")} bytes each, of which ${characters} are the record's text`,
      isMissed: false,
    },
    {
      text: `${handedOver.toLocaleString("en")} of ${count.toLocaleString("en")} swept and handed over in ${seconds.toFixed(1)} s${isMissed ? " (all: MISSED)" : ""}`,
      isMissed,
    },
  ];
}
