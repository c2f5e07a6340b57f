import { describe, expectTypeOf, it } from "vitest";
import { createQueue, type Job, type JobError, type JobInfo, memoryDriver, type Queue } from "../../src/queue/index.js";

interface Order {
  readonly chat: string;
  readonly total: number;
}

const driver = memoryDriver();
const queue = createQueue<Order>({
  name: "orders",
  driver,
  lane: (order) => {
    expectTypeOf(order).toEqualTypeOf<Order>();
    return order.chat;
  },
  processor: async (jobs, ctx) => {
    // There is always a first one.
    expectTypeOf(jobs[0]).toEqualTypeOf<Job<Order>>();
    const [first, ...rest] = jobs;
    expectTypeOf(first.data.total).toEqualTypeOf<number>();
    expectTypeOf(rest).toEqualTypeOf<Job<Order>[]>();
    expectTypeOf(ctx.signal).toEqualTypeOf<AbortSignal>();
    expectTypeOf(ctx.token).toEqualTypeOf<number>();
    expectTypeOf(ctx.onAdded((waiting) => expectTypeOf(waiting).toEqualTypeOf<number>())).toEqualTypeOf<() => void>();
    // @ts-expect-error what was stored is not changed
    first.data = { chat: "a", total: 1 };
    return { shipped: true };
  },
  decide: (error, jobs) => {
    expectTypeOf(error).toBeUnknown();
    expectTypeOf(jobs).toEqualTypeOf<readonly Job<Order>[]>();
    return { retryInMs: 5 };
  },
});

describe("data", () => {
  it("is typed wherever it is seen", () => {
    expectTypeOf(queue).toEqualTypeOf<Queue<Order>>();
    expectTypeOf(queue.get("1")).resolves.toEqualTypeOf<JobInfo<Order> | undefined>();
    expectTypeOf(queue.list("waiting")).resolves.toHaveProperty("jobs").toEqualTypeOf<readonly JobInfo<Order>[]>();
    expectTypeOf(queue.dead.get("1")).resolves.toEqualTypeOf<JobInfo<Order> | undefined>();
    queue.dead.purge({ where: ({ data }) => data?.total === 0 });
    // @ts-expect-error what is stored may not be readable
    queue.dead.purge({ where: ({ data }) => data.total === 0 });
    queue.on("completed", ({ jobs }) => expectTypeOf(jobs).toEqualTypeOf<readonly Job<Order>[]>());
    queue.on("dead", ({ error }) => expectTypeOf(error).toEqualTypeOf<JobError>());
    queue.on("error", (error) => expectTypeOf(error).toBeUnknown());
  });

  it("is found from the processor or the lane", () => {
    const processor = ([job]: readonly [Job<Order>, ...Job<Order>[]]) => job.id;
    expectTypeOf(createQueue({ name: "q", driver, processor })).toEqualTypeOf<Queue<Order>>();
    expectTypeOf(createQueue({ name: "q", driver, lane: (order: Order) => order.chat })).toEqualTypeOf<Queue<Order>>();
  });
});

it("what is wrong does not compile", () => {
  // @ts-expect-error total is missing
  queue.add({ chat: "a" });
  // @ts-expect-error an id is a text
  queue.add({ chat: "a", total: 1 }, { jobId: 5 });
  // @ts-expect-error the word is delayMs
  queue.add({ chat: "a", total: 1 }, { delay: 5 });
  // @ts-expect-error data is missing
  queue.addAll([{ jobId: "1" }]);
  // @ts-expect-error no such state
  queue.list("failed");
  // @ts-expect-error no such event
  queue.on("done", () => {});
  // @ts-expect-error a pause is of a lane, a prefix or all
  queue.pause({ queue: "orders" });
  // @ts-expect-error all of it, or name a lane
  queue.pause({ all: false });
  // @ts-expect-error the driver is missing
  createQueue<Order>({ name: "orders" });
  // @ts-expect-error a driver, not its maker
  createQueue<Order>({ name: "orders", driver: memoryDriver });
  // @ts-expect-error a lane is a text
  createQueue<Order>({ name: "orders", driver, lane: (order) => order.total });
  // @ts-expect-error no such field
  createQueue<Order>({ name: "orders", driver, lane: (order) => order.number });
  // @ts-expect-error the word is attempts
  createQueue<Order>({ name: "orders", driver, retries: 5 });
  // @ts-expect-error a batch says all three
  createQueue<Order>({ name: "orders", driver, batch: { debounceMs: 5 } });
  // @ts-expect-error no such decision
  createQueue<Order>({ name: "orders", driver, decide: () => "later" });
  // @ts-expect-error a decision is made at once
  createQueue<Order>({ name: "orders", driver, decide: async () => "dead" });
  // @ts-expect-error the word is minTimeout, as with p-retry
  createQueue<Order>({ name: "orders", driver, backoff: { minTimeoutMs: 5 } });
});
