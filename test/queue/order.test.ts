import { describe, expect, it } from "vitest";
import { gate, type Order, orders, setUp } from "./kit.js";

describe("a lane", () => {
  it("runs its jobs one after another in the order of add", async () => {
    const { clock, open } = setUp();
    const ran: number[] = [];
    let running = 0;
    const queue = open({
      processor: async ([job]) => {
        expect(++running).toBe(1);
        await clock.sleep(job.data.n % 3);
        running--;
        ran.push(job.data.n);
      },
    });
    await queue.addAll(orders("a", 35));
    await clock.advance(1_000);
    expect(ran).toEqual(orders("a", 35).map(({ data }) => data.n));
  });

  it("waits for the retry of a job before the next one runs", async () => {
    const { clock, open } = setUp();
    const ran: string[] = [];
    const queue = open({
      processor: ([job]) => {
        ran.push(`${job.data.n}/${job.attempt}`);
        if (job.data.n === 2 && job.attempt < 3) throw new Error("not yet");
      },
    });
    await queue.addAll(orders("a", 4));
    await clock.advance(900);
    await queue.add({ chat: "a", n: 5 });
    expect(ran).toEqual(["1/1", "2/1"]);
    await clock.advance(10_000);
    expect(ran).toEqual(["1/1", "2/1", "2/2", "2/3", "3/1", "4/1", "5/1"]);
  });

  it("goes on behind a job that is a dead letter", async () => {
    const { clock, open } = setUp();
    const ran: number[] = [];
    const queue = open({
      attempts: 1,
      processor: ([job]) => {
        ran.push(job.data.n);
        if (job.data.n === 2) throw new Error("never");
      },
    });
    await queue.addAll(orders("a", 3));
    await clock.advance(0);
    expect(ran).toEqual([1, 2, 3]);
    expect(await queue.counts()).toMatchObject({ completed: 2, dead: 1 });
  });

  it("is each job's own where no lane is given", async () => {
    const { clock, open } = setUp();
    const done = gate();
    const ran: number[] = [];
    const queue = open({
      lane: undefined,
      processor: ([job]) => {
        ran.push(job.data.n);
        expect(job.lane).toBe(job.id);
        return done.passed;
      },
    });
    await queue.addAll(orders("a", 3));
    await clock.advance(0);
    expect(ran).toEqual([1, 2, 3]);
  });

  it("can be given with the job", async () => {
    const { clock, open } = setUp();
    const lanes: string[] = [];
    const queue = open({ processor: ([job], ctx) => void lanes.push(job.lane, ctx.lane) });
    await queue.add({ chat: "a", n: 1 }, { lane: "other" });
    await clock.advance(0);
    expect(lanes).toEqual(["other", "other"]);
  });
});

describe("lanes", () => {
  it("run beside each other, up to concurrency", async () => {
    const { clock, open } = setUp();
    let running = 0;
    let most = 0;
    const queue = open({
      concurrency: 3,
      processor: async () => {
        most = Math.max(most, ++running);
        await clock.sleep(10);
        running--;
      },
    });
    for (const chat of ["a", "b", "c", "d", "e"]) await queue.addAll(orders(chat, 2));
    await clock.advance(1);
    expect(running).toBe(3);
    await clock.advance(1_000);
    expect(most).toBe(3);
    expect(await queue.counts()).toMatchObject({ waiting: 0, completed: 10 });
  });

  it("do not wait for another's retry", async () => {
    const { clock, open } = setUp();
    const ran: string[] = [];
    const queue = open({
      concurrency: 1,
      processor: ([job]) => {
        ran.push(job.id);
        if (job.data.chat === "a") throw new Error("later");
      },
    });
    await queue.addAll([...orders("a", 2), ...orders("b", 2)]);
    await clock.advance(500);
    expect(ran).toEqual(["a1", "b1", "b2"]);
  });

  it("share: a small one is not kept waiting by a large one", async () => {
    const { clock, open } = setUp();
    const ran: string[] = [];
    const queue = open({
      concurrency: 1,
      processor: async ([job]) => {
        ran.push(job.data.chat);
        await clock.sleep(1);
      },
    });
    await queue.addAll(orders("large", 200));
    await clock.advance(5);
    await queue.addAll(orders("small", 1));
    await clock.advance(300);
    expect(ran.indexOf("small")).toBeLessThan(25);
    expect(ran).toHaveLength(201);
  });

  it("go by priority where more wait than can run", async () => {
    const { clock, open } = setUp();
    const ran: string[] = [];
    const queue = open({ autorun: false, concurrency: 1, processor: ([job]) => void ran.push(job.id) });
    await queue.add({ chat: "low", n: 1 }, { jobId: "low", priority: 9 });
    await queue.add({ chat: "mid", n: 1 }, { jobId: "mid", priority: 5 });
    await queue.add({ chat: "top", n: 1 }, { jobId: "top" });
    queue.start();
    await clock.advance(0);
    expect(ran).toEqual(["top", "mid", "low"]);
  });

  it("keep the order of add within, whatever the priorities", async () => {
    const { clock, open } = setUp();
    const ran: string[] = [];
    const queue = open({ autorun: false, processor: ([job]) => void ran.push(job.id) });
    await queue.add({ chat: "a", n: 1 }, { jobId: "first", priority: 9 });
    await queue.add({ chat: "a", n: 2 }, { jobId: "second", priority: 0 });
    queue.start();
    await clock.advance(0);
    expect(ran).toEqual(["first", "second"]);
  });

  it("take in what waits in another", async () => {
    const { clock, open } = setUp();
    const ran: string[] = [];
    const queue = open({ autorun: false, processor: ([job]) => void ran.push(`${job.id} in ${job.lane}`) });
    for (const n of [1, 2]) for (const chat of ["a", "b"]) await queue.add({ chat, n }, { jobId: `${chat}${n}` });
    expect(await queue.moveLane("a", "b")).toBe(2);
    queue.start();
    await clock.advance(0);
    expect(ran).toEqual(["a1 in b", "b1 in b", "a2 in b", "b2 in b"]);
  });
});

describe("a delayed job", () => {
  it("runs when its time has come, and holds nobody until then", async () => {
    const { clock, open } = setUp();
    const ran: string[] = [];
    const queue = open({ processor: ([job]) => void ran.push(job.id) });
    await queue.add({ chat: "a", n: 1 }, { jobId: "late", delayMs: 1_000 });
    await queue.add({ chat: "a", n: 2 }, { jobId: "now" });
    await clock.advance(999);
    expect(ran).toEqual(["now"]);
    expect((await queue.get("late"))?.state).toBe("delayed");
    await clock.advance(1);
    await clock.advance(0);
    expect(ran).toEqual(["now", "late"]);
  });

  it("runs at once when it is promoted", async () => {
    const { clock, open } = setUp();
    const ran: string[] = [];
    const queue = open({ processor: ([job]) => void ran.push(job.id) });
    await queue.add({ chat: "a", n: 1 }, { jobId: "late", delayMs: 1_000_000 });
    expect(await queue.promote("late")).toBe(true);
    expect(await queue.promote("late")).toBe(false);
    await clock.advance(0);
    expect(ran).toEqual(["late"]);
  });
});

describe("two queues on one driver", () => {
  it("are two workers on the same jobs: each runs once, lanes stay in order", async () => {
    const { clock, open } = setUp();
    const ran: [worker: string, order: Order][] = [];
    const running = new Set<string>();
    const worker = (name: string) =>
      open({
        concurrency: 2,
        processor: async ([{ lane, data }]) => {
          expect(running.has(lane)).toBe(false);
          running.add(lane);
          ran.push([name, data]);
          await clock.sleep(5 + (data.n % 4));
          running.delete(lane);
        },
      });
    const [one] = [worker("one"), worker("two")];
    for (const chat of ["a", "b", "c", "d", "e", "f"]) await one.addAll(orders(chat, 20));
    await clock.advance(10_000);
    expect(ran).toHaveLength(120);
    for (const chat of ["a", "b", "c", "d", "e", "f"]) {
      const seen = ran.filter(([, order]) => order.chat === chat).map(([, order]) => order.n);
      expect(seen).toEqual(orders(chat, 20).map(({ data }) => data.n));
    }
    expect(new Set(ran.map(([name]) => name)).size).toBe(2);
  });

  it("can be one that adds and one that works", async () => {
    const { clock, open } = setUp();
    const ran: string[] = [];
    const producer = open();
    await producer.addAll(orders("a", 2));
    await clock.advance(60_000);
    expect(clock.sleepers()).toEqual([]);
    expect(await producer.counts()).toMatchObject({ waiting: 2 });
    open({ processor: ([job]) => void ran.push(job.id) });
    await clock.advance(0);
    expect(ran).toEqual(["a1", "a2"]);
  });

  it("run nothing before start where autorun is off", async () => {
    const { clock, open } = setUp();
    const ran: string[] = [];
    const queue = open({ autorun: false, processor: ([job]) => void ran.push(job.id) });
    await queue.addAll(orders("a", 1));
    await clock.advance(60_000);
    expect(ran).toEqual([]);
    queue.start();
    queue.start();
    await clock.advance(0);
    expect(ran).toEqual(["a1"]);
  });
});
