import { memoryDriver, type QueueBackend, type QueueDriver } from "../../src/queue/index.js";
import type { QueueOptions } from "../../src/queue/options.js";
import { createQueue, type Queue } from "../../src/queue/queue.js";
import { virtualClock } from "../support/virtual-clock.js";

export interface Order {
  readonly chat: string;
  readonly n: number;
}

export type TestClock = ReturnType<typeof virtualClock>;

/** A driver in memory and queues over it, all on one clock that stands still until it is moved. */
export function setUp(wrap: (driver: QueueDriver) => QueueDriver = (driver) => driver) {
  const clock = virtualClock();
  const driver = wrap(memoryDriver({ clock }));
  const open = (options: Partial<QueueOptions<Order>> = {}): Queue<Order> =>
    createQueue<Order>({ name: "orders", driver, clock, lane: ({ chat }) => chat, random: () => 1, ...options });
  return { clock, driver, open };
}

/** The queue as its store has it, for what `createQueue` would never write. */
export function backendOf(driver: QueueDriver, leaseMs = 30_000): QueueBackend {
  return driver.open("orders", {
    maxSize: 10,
    debounceMs: 0,
    maxWaitMs: 0,
    leaseMs,
    rememberMs: 0,
    keepCompleted: { ageMs: 0, count: 0 },
  });
}

/** Orders `1` to `count` of a chat. */
export function orders(chat: string, count: number) {
  return Array.from({ length: count }, (_, i) => ({ data: { chat, n: i + 1 }, jobId: `${chat}${i + 1}` }));
}

/** A promise and who settles it. */
export function gate<Value = void>() {
  let open!: (value: Value) => void;
  let fail!: (error: unknown) => void;
  const passed = new Promise<Value>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { passed, open, fail };
}

type Call = () => Promise<unknown>;

/** A driver whose backends' calls go through `around`. */
export function around(driver: QueueDriver, between: (method: string, call: Call) => Promise<unknown>): QueueDriver {
  return {
    ...driver,
    open: (name, settings) =>
      new Proxy(driver.open(name, settings), {
        get(backend, key) {
          const method: unknown = Reflect.get(backend, key);
          if (typeof method !== "function") return method;
          return (...args: unknown[]) => between(String(key), () => Reflect.apply(method, backend, args));
        },
      }),
  };
}
