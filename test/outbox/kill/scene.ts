import { EvolutionClient } from "../../../src/index.js";
import { createOutbox } from "../../../src/queue/index.js";
import { createFakeGateway } from "../../../src/testing/index.js";
import { sendsOf, texts } from "./cases.js";
import type { Task } from "./child.js";
import { driverAt } from "./place.js";
import { Child, until } from "./processes.js";
import type { Store } from "./stores.js";

/** `"never"`: the gateway sends, and stores nothing. */
export type Rows = "stored" | "never";

/** A process that stands still for longer has lost its lanes. It leaves room for a machine that is slow. */
export const leaseMs = 3_000;
/** Long enough for the gateway's rows, which carry whole seconds, to show that it stores. */
export const settleMs = 2_400;
/** For a scene: its parts have limits of their own. */
export const sceneTimeoutMs = 300_000;

export type Scene<Chat> = Awaited<ReturnType<typeof openScene<Chat>>>;

/** A gateway with a phone for each chat, and an outbox that any number of processes share. This one sends nothing. */
export async function openScene<Chat>(store: Store, rows: Rows, chats: readonly Chat[]) {
  const gateway = await createFakeGateway({ instances: [{ name: "shop" }] });
  if (rows === "never") gateway.faults.add({ kind: "row", row: "never", route: "sendText" });
  const somebody = gateway.phone("5511999998888");
  // Where rows are stored, there are always some.
  const chatter = rows === "stored" && setInterval(() => void somebody.send("hello", { to: "shop" }), 100);
  const numberOf = (chat: Chat) => `55119999910${String(chats.indexOf(chat)).padStart(2, "0")}`;
  const phones = new Map(chats.map((chat) => [chat, gateway.phone(numberOf(chat))]));
  const { place, end } = store.rent();
  const driver = driverAt(place);
  const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: gateway.apiKey });
  const outbox = createOutbox({ client, driver, autorun: false });
  const children: Child[] = [];

  return {
    ...{ gateway, outbox, driver, place, numberOf },
    /** Adds the three messages of each chat. */
    async addAll(): Promise<void> {
      await outbox.addAll(chats.flatMap((chat) => sendsOf(numberOf(chat), texts)));
    },
    inboxOf: (chat: Chat) => phones.get(chat)?.inbox ?? [],
    /** Another process. Only one that is killed, or stands still, needs a short lease. */
    start(task: Partial<Task>): Child {
      const common = { place, gatewayUrl: gateway.url, apiKey: gateway.apiKey, leaseMs: 60_000, settleMs };
      const child = new Child({ ...common, holds: [], calls: [], act: "wait to be told", ...task });
      children.push(child);
      return child;
    },
    /** A row was stored that is younger than everything until now: rows carry whole seconds. */
    async youngerRow(): Promise<void> {
      if (rows === "never") return;
      const after = Math.floor(Date.now() / 1_000);
      const { messages } = gateway.instance("shop");
      await until("a younger row was stored", () => (messages.at(-1)?.messageTimestamp ?? 0) > after);
    },
    /** Every message was sent or is a dead letter. */
    async over(): Promise<void> {
      const stand = () => children.map(({ said }) => said.join("\n")).join("\n\n");
      const isOver = async () => {
        const { waiting, delayed, active, retrying } = await outbox.queue.counts();
        return waiting + delayed + active + retrying === 0;
      };
      await until("all sends were over", isOver, stand);
    },
    async end(): Promise<void> {
      if (chatter) clearInterval(chatter);
      for (const child of children) child.kill("SIGKILL");
      await outbox.close();
      await driver.close();
      await client.close();
      await gateway.close();
      await end();
    },
  };
}

/** Runs the scenes beside each other: most of the time they wait for leases. Each test group takes its own. */
export function together<Set, Result>(sets: readonly Set[], run: (set: Set) => Promise<Result>) {
  const running = new Map<Set, Promise<Result>>();
  return (set: Set): Promise<Result> => {
    for (const each of running.size === 0 ? sets : []) {
      const result = run(each);
      result.catch(() => {});
      running.set(each, result);
    }
    return running.get(set) ?? run(set);
  };
}
