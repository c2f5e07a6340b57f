// A process that sends, of an outbox that it shares with others. It is told what to do by the test, see processes.ts.
import { EvolutionClient, undiciTransport } from "../../../src/index.js";
import { systemClock } from "../../../src/internal/clock.js";
import { createOutbox } from "../../../src/queue/index.js";
import { type Point, type Story, sendsOf } from "./cases.js";
import { driverAt, type Place } from "./place.js";
import { watchedClient, watchedDriver, watchedTransport } from "./watch.js";

/** The first time that a job comes to this point it is held there, after it has met what its story says. */
export interface Hold {
  readonly job: string;
  readonly story: Story;
  readonly point: Point;
}

/** What it asks of the outbox when it is told to call: what it was answered it says. */
export type Call =
  | { readonly call: "add"; readonly number: string; readonly texts: readonly string[]; readonly key: string }
  | { readonly call: "resend" | "markSent" | "drop"; readonly job: string };

export interface Task {
  readonly place: Place;
  readonly gatewayUrl: string;
  readonly apiKey: string;
  readonly leaseMs: number;
  readonly settleMs: number;
  /** When all jobs that are to be held are, `act` is done. */
  readonly holds: readonly Hold[];
  readonly calls: readonly Call[];
  /** `"stop"` lets go of them in the same moment in which it wakes up, before it can notice anything. */
  readonly act: "die" | "stop" | "wait to be told";
}

export type Order = "start" | "call" | "let go" | "close";

const task: Task = JSON.parse(process.argv[2] ?? "");
const say = (text: string) => process.send?.(text);
const held = new Map(task.holds.map((hold) => [hold.job, hold]));
const here = new Set<string>();
let letGo = () => {};
const released = new Promise<void>((resolve) => {
  letGo = resolve;
});

async function reach(job: string, point: Point): Promise<void> {
  if (held.get(job)?.point !== point || here.has(job)) return;
  here.add(job);
  say(`${job} is ${point}`);
  if (here.size === held.size) act();
  await released;
}

function act(): void {
  say("all are here");
  if (task.act === "wait to be told") return;
  process.kill(process.pid, task.act === "die" ? "SIGKILL" : "SIGSTOP");
  letGo();
}

const transport = watchedTransport(undiciTransport(), reach, (job) => held.get(job)?.story);
const client = new EvolutionClient({ baseUrl: task.gatewayUrl, apiKey: task.apiKey, transport });
const driver = driverAt(task.place);
const outbox = createOutbox({
  pace: false,
  client: watchedClient(client, reach),
  driver: watchedDriver(driver, reach),
  leaseMs: task.leaseMs,
  settleMs: task.settleMs,
  random: () => 0,
  autorun: false,
});
outbox.on("error", (error) => say(`error: ${String(error)}`));
for (const name of ["uncertain", "settled", "failed", "sent"] as const)
  outbox.on(name, ({ jobId }) => say(`${name}: ${jobId}`));

/** Until the outbox answers: it may be away. */
async function make(one: Call): Promise<void> {
  for (;;) {
    try {
      if (one.call === "add") return await add(one);
      const isDone = await outbox.uncertain[one.call](one.job, { keyId: `${one.job} key` });
      await reach(one.job, "after call");
      return void say(`${one.call} ${one.job}: ${isDone}`);
    } catch (error) {
      say(`error: ${String(error)}`);
      await systemClock.sleep(50);
    }
  }
}

/** All pieces in one call; the first one's job stands for it. */
async function add({ number, texts, key }: Call & { call: "add" }): Promise<void> {
  const [first, ...others] = await outbox.addAll(sendsOf(number, texts, key));
  if (!first) return;
  const duplicates = [first, ...others].map(({ isDuplicate }) => isDuplicate);
  say(`added ${first.id}: ${duplicates.join()}`);
  await reach(first.id, "after call");
  const { key: message } = await first.sent;
  say(`sent ${first.id} as ${message?.id}`);
}

process.on("message", async (order: Order) => {
  if (order === "start") outbox.start();
  else if (order === "call") await Promise.all(task.calls.map(make));
  else if (order === "let go") letGo();
  else {
    await outbox.close();
    await driver.close();
    await transport.close();
    say("closed");
  }
});
// Nobody is there any more to tell it anything.
process.on("disconnect", () => process.exit());
say("ready");
