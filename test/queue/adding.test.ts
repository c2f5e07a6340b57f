import { describe, expect, it } from "vitest";
import { InvalidArgumentError, QueueFullError } from "../../src/errors/index.js";
import { createQueue, memoryDriver } from "../../src/queue/index.js";
import type { Processor } from "../../src/queue/options.js";
import type { AddOptions } from "../../src/queue/queue.js";
import { virtualClock } from "../support/virtual-clock.js";
import { type Order, orders, setUp } from "./kit.js";

/** A queue of anything at all. */
function anything() {
  const clock = virtualClock();
  const driver = memoryDriver({ clock });
  const seen: unknown[] = [];
  const processor: Processor<unknown> = ([job]) => void seen.push(job.data);
  const queue = createQueue({ name: "any", driver, clock, processor, autorun: false });
  return { clock, queue, seen };
}

describe("a jobId", () => {
  it("is stored once, however often it is added, by whomever", async () => {
    const { clock, open } = setUp();
    const ran: number[] = [];
    const queue = open({ processor: ([job]) => void ran.push(job.data.n) });
    const other = open();
    expect(await queue.add({ chat: "a", n: 1 }, { jobId: "x" })).toEqual({ id: "x", lane: "a", isDuplicate: false });
    expect(await other.add({ chat: "a", n: 2 }, { jobId: "x" })).toEqual({ id: "x", lane: "a", isDuplicate: true });
    await clock.advance(0);
    expect(await other.add({ chat: "b", n: 3 }, { jobId: "x" })).toMatchObject({ isDuplicate: true });
    await clock.advance(0);
    expect(ran).toEqual([1]);
  });

  it("is known for rememberMs, although its job was removed", async () => {
    const { clock, open } = setUp();
    const queue = open({ rememberMs: 10_000 });
    await queue.add({ chat: "a", n: 1 }, { jobId: "x" });
    expect(await queue.remove("x")).toBe(true);
    expect(await queue.remove("x")).toBe(false);
    expect(await queue.get("x")).toBeUndefined();
    await clock.advance(9_999);
    expect(await queue.add({ chat: "a", n: 1 }, { jobId: "x" })).toMatchObject({ isDuplicate: true });
    await clock.advance(1);
    expect(await queue.add({ chat: "a", n: 1 }, { jobId: "x" })).toMatchObject({ isDuplicate: false });
  });

  it("is known for as long as its job is kept", async () => {
    const { clock, open } = setUp();
    const queue = open({ rememberMs: 0 });
    await queue.add({ chat: "a", n: 1 }, { jobId: "x" });
    await clock.advance(1_000_000_000);
    expect(await queue.add({ chat: "a", n: 1 }, { jobId: "x" })).toMatchObject({ isDuplicate: true });
  });

  it("is made where none is given: another one each time", async () => {
    const { open } = setUp();
    const queue = open();
    const added = await queue.addAll(Array.from({ length: 100 }, (_, n) => ({ data: { chat: "a", n } })));
    expect(new Set(added.map(({ id }) => id)).size).toBe(100);
    expect(added.every(({ isDuplicate }) => !isDuplicate)).toBe(true);
  });

  it.each(["__proto__", "constructor", "toString", "a:b", "0", " ", "é中😀", "\u0000", "x".repeat(2_000)])(
    "may be %j, as may a lane",
    async (name) => {
      const { clock, open } = setUp();
      const ran: string[] = [];
      const queue = open({ autorun: false, processor: ([job]) => void ran.push(job.id) });
      await queue.add({ chat: name, n: 1 }, { jobId: name });
      await queue.add({ chat: name, n: 2 }, { jobId: `${name.slice(1)}2` });
      expect(await queue.counts({ lane: name })).toMatchObject({ waiting: 2 });
      expect((await queue.lanes()).lanes).toMatchObject([{ lane: name, waiting: 2 }]);
      queue.start();
      await clock.advance(0);
      expect(ran).toEqual([name, `${name.slice(1)}2`]);
      expect(await queue.get(name)).toMatchObject({ id: name, lane: name, state: "completed" });
      expect(await queue.add({ chat: "a", n: 1 }, { jobId: name })).toMatchObject({ isDuplicate: true });
    },
  );
});

describe("addAll", () => {
  it("answers for each job, in order", async () => {
    const { open } = setUp();
    const queue = open();
    await queue.add({ chat: "a", n: 1 }, { jobId: "known" });
    const added = await queue.addAll([
      { data: { chat: "a", n: 2 }, jobId: "new" },
      { data: { chat: "a", n: 3 }, jobId: "known" },
      { data: { chat: "a", n: 4 }, jobId: "new" },
    ]);
    expect(added.map(({ id, isDuplicate }) => [id, isDuplicate])).toEqual([
      ["new", false],
      ["known", true],
      ["new", true],
    ]);
    expect(await queue.addAll([])).toEqual([]);
    expect((await queue.get("new"))?.data).toEqual({ chat: "a", n: 2 });
  });

  it("stores nothing when one of them is wrong, or does not fit", async () => {
    const { clock } = setUp();
    const told: unknown[] = [];
    const queue = createQueue<Order>({ name: "q", driver: memoryDriver({ clock, maxJobs: 3 }), clock });
    queue.on("added", (event) => told.push(event));
    const wrong = [...orders("a", 2), { data: { chat: "a", n: 3 }, delayMs: -1 }];
    await expect(queue.addAll(wrong)).rejects.toThrow(InvalidArgumentError);
    await expect(queue.addAll(orders("a", 4))).rejects.toThrow(QueueFullError);
    expect(await queue.counts()).toMatchObject({ waiting: 0 });
    expect(told).toEqual([]);
    await queue.addAll(orders("a", 3));
    expect(told).toHaveLength(3);
  });
});

describe("data", () => {
  it.each([null, 0, "", false, [[]], {}, "\ud800", { nested: [{ deep: null }] }, JSON.parse('{"__proto__":{"x":1}}')])(
    "comes back as it was: %j",
    async (data) => {
      const { clock, queue, seen } = anything();
      const { id } = await queue.add(data);
      expect((await queue.list("waiting")).jobs[0]).toHaveProperty("data");
      queue.start();
      await clock.advance(0);
      expect(seen).toEqual([data]);
      expect(JSON.stringify((await queue.get(id))?.data)).toBe(JSON.stringify(data));
    },
  );

  it("is what it was when it was added", async () => {
    const { clock, open } = setUp();
    const seen: number[] = [];
    const queue = open({ processor: ([job]) => void seen.push(job.data.n) });
    const order = { chat: "a", n: 1 };
    const adding = queue.add(order);
    order.n = 2;
    await adding;
    await clock.advance(0);
    expect(seen).toEqual([1]);
  });

  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  it.each([
    ["a BigInt", { n: 1n }],
    ["a cycle", cycle],
    ["undefined", undefined],
    ["a function", () => {}],
    ["a symbol", Symbol("s")],
    ["a toJSON that throws", { toJSON: () => JSON.parse("{") }],
    ["a toJSON that gives nothing", { toJSON: () => undefined }],
    ["more than maxJobBytes", "x".repeat(1_000_000)],
    ["more than maxJobBytes in bytes, not in characters", "中".repeat(400_000)],
  ])("cannot be %s", async (_, data) => {
    const { queue } = anything();
    await expect(queue.add(data)).rejects.toThrow(InvalidArgumentError);
    await expect(queue.add(data)).rejects.toThrow(/^Expected `data` to /);
    expect(await queue.counts()).toMatchObject({ waiting: 0 });
  });

  it("may be as large as maxJobBytes", async () => {
    const { open } = setUp();
    const data = { chat: "中", n: 1 };
    const bytes = Buffer.byteLength(JSON.stringify(data));
    await open({ maxJobBytes: bytes }).add(data);
    await expect(open({ maxJobBytes: bytes - 1 }).add(data)).rejects.toThrow(`at most ${bytes - 1} bytes`);
  });
});

describe("an option that is wrong", () => {
  const add: [string, unknown][] = [
    ["jobId", ""],
    ["jobId", "\ud800"],
    ["jobId", 5],
    ["jobId", "x".repeat(2_001)],
    ["lane", "\udfff"],
    ["lane", 5],
    ["lane", "x".repeat(2_001)],
    ["delayMs", Number.NaN],
    ["delayMs", -1],
    ["delayMs", 1.5],
    ["delayMs", Number.POSITIVE_INFINITY],
    ["delayMs", "5"],
    ["priority", Number.NaN],
    ["priority", -1],
    ["priority", 8_192],
  ];
  it.each(add)("of add: %s %j is refused by name", async (name, value) => {
    const queue = setUp().open();
    const adding = queue.add({ chat: "a", n: 1 }, { [name]: value } as AddOptions);
    await expect(adding).rejects.toThrow(InvalidArgumentError);
    await expect(queue.add({ chat: "a", n: 1 }, { [name]: value } as AddOptions)).rejects.toThrow(`\`${name}\``);
  });

  const create: [string, unknown][] = [
    ["name", ""],
    ["name", undefined],
    ["name", "\ud800"],
    ["driver", undefined],
    ["driver", {}],
    ["lane", "chat"],
    ["processor", {}],
    ["decide", "retry"],
    ["concurrency", 0],
    ["concurrency", Number.NaN],
    ["concurrency", Number.POSITIVE_INFINITY],
    ["attempts", 0],
    ["attempts", 1.5],
    ["timeoutMs", Number.NaN],
    ["timeoutMs", 2 ** 31],
    ["leaseMs", 9],
    ["maxStalls", 0],
    ["rememberMs", -1],
    ["maxJobBytes", 0],
    ["autorun", "yes"],
    ["random", 0.5],
    ["clock", {}],
    ["backoff", { factor: 0 }],
    ["backoff", { factor: Number.NaN }],
    ["backoff", { minTimeout: "1s" }],
    ["backoff", { randomize: 1 }],
    ["batch", {}],
    ["batch", { debounceMs: 1, maxWaitMs: Number.NaN, maxSize: 5 }],
    ["batch", { debounceMs: 1, maxWaitMs: 1, maxSize: 0 }],
    ["removeOnComplete", true],
    ["removeOnComplete", { count: -1 }],
  ];
  it.each(create)("of createQueue: %s %o is refused by name", (name, value) => {
    const create = () => setUp().open({ [name]: value });
    expect(create).toThrow(InvalidArgumentError);
    expect(create).toThrow(`\`${name}`);
  });

  it.each([0, -1, Number.NaN, 1.5, 1_000_000_000])("of a page: a limit of %d", async (limit) => {
    const queue = setUp().open();
    await expect(queue.list("waiting", { limit })).rejects.toThrow("`limit`");
    await expect(queue.lanes({ limit })).rejects.toThrow("`limit`");
    await expect(queue.dead.list({ limit })).rejects.toThrow("`limit`");
  });

  it("of list: a state that there is not", async () => {
    await expect(
      setUp()
        .open()
        .list("done" as "dead"),
    ).rejects.toThrow(InvalidArgumentError);
  });

  it("a lane function that throws or gives no text refuses the job", async () => {
    const { open } = setUp();
    const throwing = open({
      lane: () => {
        throw new Error("no chat");
      },
    });
    await expect(throwing.add({ chat: "a", n: 1 })).rejects.toThrow("no chat");
    await expect(open({ lane: () => undefined as never }).add({ chat: "a", n: 1 })).rejects.toThrow("`lane`");
  });
});
