import { describe, expect, it } from "vitest";
import { around, orders, setUp } from "./kit.js";

class Away extends Error {
  override name = "Away";
}

/** A store of which every call fails `times` times, before or after it took effect. */
function unreliable(times: number, when: "before" | "after", only?: string) {
  const failures = new Map<string, number>();
  const calls = new Map<string, number>();
  const setting = setUp((driver) =>
    around(driver, async (method, call) => {
      calls.set(method, (calls.get(method) ?? 0) + 1);
      const failed = failures.get(method) ?? 0;
      const fails = failed < times && method !== "close" && (only ?? method) === method;
      if (!fails) return call();
      failures.set(method, failed + 1);
      if (when === "after") await call();
      throw new Away(method);
    }),
  );
  return { ...setting, calls, failures };
}

describe("a store whose calls fail before they took effect", () => {
  it.each([1, 3, 20])("%i times each: nothing is lost, nothing runs twice, lanes stay in order", async (times) => {
    const { clock, open } = unreliable(times, "before");
    const ran: string[] = [];
    const errors: unknown[] = [];
    const completed: string[] = [];
    const queue = open({
      leaseMs: 300_000,
      processor: async ([job]) => {
        ran.push(`${job.id}/${job.attempt}`);
        await clock.sleep(10);
        if (job.id === "a2" && job.attempt === 1) throw new Error("again");
      },
    });
    queue.on("error", (error) => errors.push(error));
    queue.on("completed", ({ jobs }) => completed.push(...jobs.map(({ id }) => id)));
    for (let i = 0; i < times; i++) await expect(queue.addAll(orders("a", 4))).rejects.toThrow(Away);
    await queue.addAll(orders("a", 4));
    await clock.advance(300_000);
    expect(ran).toEqual(["a1/1", "a2/1", "a2/2", "a3/1", "a4/1"]);
    expect(completed).toEqual(["a1", "a2", "a3", "a4"]);
    expect(errors.length).toBeGreaterThanOrEqual(2 * times);
    expect(errors.every((error) => error instanceof Away)).toBe(true);
  });
});

describe("a store whose answers get lost after the call took effect", () => {
  it.each([1, 2])("%i times, of settle: each job runs once and is told of once", async (times) => {
    const { clock, open } = unreliable(times, "after", "settle");
    const ran: string[] = [];
    const told: string[] = [];
    const queue = open({ processor: ([job]) => void ran.push(job.id) });
    queue.on("completed", ({ jobs }) => told.push(jobs[0]?.id ?? ""));
    await queue.addAll([...orders("a", 1), ...orders("b", 3)]);
    await clock.advance(100_000);
    expect(ran.sort()).toEqual(["a1", "b1", "b2", "b3"]);
    expect(told.sort()).toEqual(["a1", "b1", "b2", "b3"]);
  });

  it("of a retry: it is tried again once, and told of once, though another worker has it by then", async () => {
    const { clock, open } = unreliable(1, "after", "settle");
    const ran: string[] = [];
    const retrying: number[] = [];
    const processor = async (jobs: readonly { readonly id: string; readonly attempt: number }[]) => {
      ran.push(`${jobs[0]?.id}/${jobs[0]?.attempt}`);
      if (ran.length === 1) throw new Error("again");
      await clock.sleep(1_000);
    };
    const options = { processor, decide: () => ({ retryInMs: 0 }) };
    const queue = open(options);
    queue.on("retrying", ({ delayMs }) => retrying.push(delayMs));
    await queue.addAll(orders("a", 1));
    await clock.advance(100_000);
    expect(ran).toEqual(["a1/1", "a1/2"]);
    expect(retrying).toEqual([0]);
  });

  it("of a dead letter: it is buried once", async () => {
    const { clock, open } = unreliable(1, "after", "settle");
    const dead: (readonly string[])[] = [];
    const queue = open({
      attempts: 1,
      processor: () => {
        throw new Error("no");
      },
    });
    queue.on("dead", ({ ids }) => dead.push(ids));
    await queue.addAll(orders("a", 1));
    await clock.advance(100_000);
    expect(dead).toEqual([["a1"]]);
    expect((await queue.dead.get("a1"))?.errors).toHaveLength(1);
  });

  it("of take: the jobs run when the lease is over, and are not lost", async () => {
    const { clock, open } = unreliable(1, "after", "take");
    const ran: string[] = [];
    const queue = open({ autorun: false, leaseMs: 5_000, processor: ([job]) => void ran.push(job.id) });
    await queue.addAll(orders("a", 2));
    queue.start();
    await clock.advance(60_000);
    expect(ran).toEqual(["a1", "a2"]);
  });

  it("of add: adding again under the same jobId stores nothing twice", async () => {
    const { clock, open } = unreliable(1, "after", "addAll");
    const ran: string[] = [];
    const queue = open({ processor: ([job]) => void ran.push(job.id) });
    await expect(queue.addAll(orders("a", 1))).rejects.toThrow(Away);
    expect(await queue.addAll(orders("a", 1))).toMatchObject([{ id: "a1", isDuplicate: true }]);
    await clock.advance(0);
    expect(ran).toEqual(["a1"]);
  });

  it("of a settle in the middle of a lease that then runs out: what comes next is left to the new owner", async () => {
    let isAway = false;
    const { clock, open } = setUp((driver) =>
      around(driver, async (method, call) => {
        if (!isAway) return call();
        if (method === "settle") await call();
        throw new Away(method);
      }),
    );
    const ran: string[] = [];
    let running = 0;
    const worker = (name: string) =>
      open({
        leaseMs: 3_000,
        concurrency: 1,
        processor: async ([job]) => {
          expect(++running).toBe(1);
          ran.push(`${name} ${job.id}`);
          if (job.id === "a1") isAway = true;
          await clock.sleep(100);
          running--;
        },
      });
    const one = worker("one");
    await one.addAll(orders("a", 3));
    await clock.advance(10_000);
    expect(ran).toEqual(["one a1"]);
    isAway = false;
    worker("two");
    await clock.advance(60_000);
    expect(ran.map((each) => each.slice(4))).toEqual(["a1", "a2", "a3"]);
  });
});

describe("a worker that is cut off from the store while it records", () => {
  it("begins nothing more when another worker has taken the lane meanwhile", async () => {
    const { clock, driver, open } = setUp();
    let isCut = false;
    const cut = around(driver, async (method, call) => {
      if (isCut && method === "settle") await call();
      if (isCut) throw new Away(method);
      return call();
    });
    const ran: string[] = [];
    const told: string[] = [];
    const worker = (name: string, own: typeof driver) => {
      const queue = open({
        driver: own,
        leaseMs: 3_000,
        concurrency: 1,
        processor: async ([job]) => {
          ran.push(`${job.id} by ${name}`);
          await clock.sleep(job.id === "a1" ? 100 : 1_000);
        },
      });
      queue.on("completed", ({ jobs }) => told.push(`${jobs[0]?.id} by ${name}`));
    };
    worker("one", cut);
    await open().addAll(orders("a", 3));
    await clock.advance(50);
    isCut = true;
    worker("two", driver);
    await clock.advance(3_150);
    expect(ran).toEqual(["a1 by one", "a2 by two"]);
    isCut = false;
    await clock.advance(60_000);
    expect(ran).toEqual(["a1 by one", "a2 by two", "a3 by two"]);
    expect(told.sort()).toEqual(["a1 by one", "a2 by two", "a3 by two"]);
  });
});

describe("a store that is away", () => {
  it("is asked less and less often, at least every 5 s, and the queue goes on by itself", async () => {
    const { clock, open, calls } = unreliable(30, "before", "take");
    const ran: string[] = [];
    const queue = open({ processor: ([job]) => void ran.push(job.id) });
    await queue.addAll(orders("a", 1));
    await clock.advance(60_000);
    expect(calls.get("take")).toBeLessThan(20);
    expect(ran).toEqual([]);
    await clock.advance(5_000 * 30);
    expect(ran).toEqual(["a1"]);
  });

  it("that throws instead of rejecting is the same", async () => {
    let failures = 0;
    const { clock, open } = setUp((driver) =>
      around(driver, (method, call) => {
        if (method !== "addAll" && method !== "close" && failures++ < 5) throw new Away(method);
        return call();
      }),
    );
    const ran: string[] = [];
    const queue = open({ processor: ([job]) => void ran.push(job.id) });
    await queue.addAll(orders("a", 2));
    await clock.advance(60_000);
    expect(ran).toEqual(["a1", "a2"]);
  });

  it("leaves a pause that was decided to be made later", async () => {
    const { clock, open } = unreliable(3, "before", "pause");
    const ran: number[] = [];
    const start = clock.now();
    const queue = open({
      decide: () => ({ pauseLaneMs: 1_000 }),
      processor: () => {
        ran.push(clock.now() - start);
        if (ran.length === 1) throw new Error("no");
      },
    });
    await queue.addAll(orders("a", 1));
    await clock.advance(60_000);
    expect(ran).toEqual([0, 1_350]);
  });
});
