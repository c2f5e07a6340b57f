import { describe, expect, it } from "vitest";
import { InvalidArgumentError } from "../../../src/errors/index.js";
import { parseOptions } from "../../../src/errors/parse-options.js";
import { breakerOptions, lanePrefixOf } from "../../../src/outbox/protection/index.js";
import { gate } from "../../queue/kit.js";
import { aboutOneMessage, around, limited, setUp, unreachable } from "./kit.js";

const minute = 60_000;
const lanes = { prefix: "shop/" };

describe("an instance that sends", () => {
  it("costs no store access, when asked and when reported", async () => {
    const { state, process, wait } = setUp();
    const calls: string[] = [];
    const breakers = process({ state: around(state, async (method) => void calls.push(method)) });
    await breakers.start();
    calls.length = 0;
    for (let i = 0; i < 100; i++) {
      expect(await breakers.admit("shop")).toEqual({ waitMs: 0 });
      await breakers.report("shop", i % 2 ? undefined : aboutOneMessage());
    }
    expect(calls).toEqual([]);
    await wait(2_000);
    expect(calls).toEqual(["list"]);
  });

  it("is closed for those who ask", async () => {
    const breakers = setUp().process();
    expect(await breakers.status("shop")).toEqual({ instanceName: "shop", state: "closed", opens: 0 });
    expect(await breakers.list()).toEqual([]);
  });
});

describe("a failure that says something of the whole instance", () => {
  it("pauses its lanes and no others, and tells why, once", async () => {
    const { process, queue, clock, events, log, paused } = setUp();
    const breakers = process();
    await breakers.start();
    await breakers.report("shop", limited());
    await breakers.report("shop", limited());
    expect(await paused()).toEqual([lanes]);
    expect(await queue.pauses()).toEqual([{ target: lanes, until: clock.now() + 30_000 }]);
    const probeAt = clock.now() + minute;
    expect(events).toEqual([{ name: "opened", instanceName: "shop", cause: "rate-limited", probeAt }]);
    expect(log).toEqual([
      expect.stringMatching(/^Nothing is sent any more: .*pace.* instanceName=shop cause=rate-limited$/),
    ]);
    expect(await breakers.admit("shop")).toEqual({ waitMs: 2_000 });
    expect(await breakers.admit("bar")).toEqual({ waitMs: 0 });
    const status = {
      instanceName: "shop",
      state: "open",
      cause: "rate-limited",
      since: clock.now(),
      opens: 1,
      probeAt,
    };
    expect(await breakers.status("shop")).toEqual(status);
    expect(await breakers.list()).toEqual([status]);
  });

  it("keeps them paused for as long as it takes", async () => {
    const { process, paused, wait, gateway } = setUp();
    gateway.read = async () => "close";
    const breakers = process();
    await breakers.start();
    await breakers.report("shop", unreachable());
    for (let i = 0; i < 60; i++) {
      await wait(minute / 6);
      expect(await paused()).toEqual([lanes]);
    }
  });

  it("renews the pause when half of it is over, whoever does it", async () => {
    const { queue, process, wait } = setUp();
    const pauses: string[] = [];
    const note = async (method: string) => void (method === "pause" && pauses.push(method));
    const all = [process({ queue: around(queue, note) }), process({ queue: around(queue, note) })];
    for (const each of all) await each.start();
    await all[0]?.open("shop");
    await wait(10 * minute);
    expect(pauses.length).toBeGreaterThanOrEqual(20);
    expect(pauses.length).toBeLessThanOrEqual(2 * 40 + 1);
  });

  it("runs no job of the instance, and those of others", async () => {
    const { process, queue, wait, driver, clock } = setUp();
    const breakers = process();
    await breakers.start();
    await breakers.report("shop", limited());
    const { createQueue } = await import("../../../src/queue/queue.js");
    const ran: string[] = [];
    const worker = createQueue<string>({
      ...{ name: "outbox", driver, clock },
      processor: ([job]) => void ran.push(job.data),
    });
    for (const lane of ["shop/1", "shop/2", "shop2/1", "sho/1"]) await queue.add(lane, { lane });
    await wait(50_000);
    expect(ran.sort()).toEqual(["sho/1", "shop2/1"]);
    await wait(minute);
    expect(ran).toHaveLength(4);
    await worker.close();
  });
});

describe("what other messages make of it", () => {
  it("that fail while it is open costs no store access", async () => {
    const { state, queue, process } = setUp();
    const calls: string[] = [];
    const note = async (method: string) => void calls.push(method);
    const breakers = process({ state: around(state, note), queue: around(queue, note) });
    await breakers.start();
    await breakers.report("shop", limited());
    calls.length = 0;
    for (let i = 0; i < 20; i++) await breakers.report("shop", i % 2 ? limited() : unreachable());
    expect(calls).toEqual([]);
  });

  it("that went out while it is open is no reason to go on: they left before", async () => {
    const { process, paused } = setUp();
    const breakers = process();
    await breakers.start();
    await breakers.report("shop", limited());
    await breakers.report("shop", undefined);
    expect(await paused()).toEqual([lanes]);
  });
});

describe("where only time helps", () => {
  it("one message at a time is tried after a minute, and the first that goes out lets all go on", async () => {
    const { process, events, paused, wait, clock, reads } = setUp();
    const [one, two] = [process(), process()];
    await Promise.all([one.start(), two.start()]);
    await one.report("shop", limited());
    await wait(minute - 2_001);
    expect(await paused()).toEqual([lanes]);
    expect(await two.admit("shop")).toEqual({ waitMs: 2_000 });
    await wait(4_000);
    expect(await paused()).toEqual([]);
    expect(await two.status("shop")).toMatchObject({ state: "half-open" });
    const answers = await Promise.all([one, two, one, two].map((each) => each.admit("shop")));
    expect(answers.filter(({ waitMs }) => waitMs === 0)).toHaveLength(1);
    const winner = answers[0]?.waitMs === 0 || answers[2]?.waitMs === 0 ? one : two;
    await winner.report("shop", undefined);
    expect(await winner.admit("shop")).toEqual({ waitMs: 0 });
    await wait(2_000);
    for (const each of [one, two]) expect(await each.admit("shop")).toEqual({ waitMs: 0 });
    expect(reads).toEqual([]);
    const since = clock.now();
    expect(events).toEqual([
      expect.objectContaining({ name: "opened" }),
      { name: "probed", instanceName: "shop", cause: "rate-limited", isPassed: true },
      { name: "resumed", instanceName: "shop", cause: "rate-limited", forMs: expect.any(Number) },
    ]);
    expect(since).toBeGreaterThan(0);
  });

  it("waits twice as long each time that it fails, up to a quarter of an hour", async () => {
    const { process, events, wait, clock, names } = setUp();
    const breakers = process();
    await breakers.start();
    const waits: number[] = [];
    for (let i = 0; i < 7; i++) {
      await breakers.report("shop", limited());
      const { probeAt = 0 } = await breakers.status("shop");
      waits.push(probeAt - clock.now());
      await wait(probeAt - clock.now() + 2_000);
      expect(await breakers.admit("shop")).toEqual({ waitMs: 0 });
    }
    expect(waits.map((ms) => ms / minute)).toEqual([1, 2, 4, 8, 15, 15, 15]);
    await wait(500);
    await breakers.report("shop", undefined);
    const passes = names().filter((name) => name === "probed");
    expect(passes).toHaveLength(13);
    // One outage, from the first failure on.
    expect(events.at(-1)).toMatchObject({ name: "resumed", forMs: 60 * minute + 7 * 2_000 + 500 });
    expect(names().filter((name) => name !== "probed")).toEqual(["opened", "resumed"]);
  });

  it("remembers for a while that it was open, then begins anew", async () => {
    const { process, wait } = setUp();
    const breakers = process();
    await breakers.start();
    const trip = async () => {
      await breakers.report("shop", limited());
      const { opens } = await breakers.status("shop");
      await wait(15 * minute);
      return opens;
    };
    // Nothing is sent: a minute after the probe it closes by itself.
    expect(await trip()).toBe(1);
    expect(await breakers.status("shop")).toMatchObject({ state: "closed" });
    expect(await trip()).toBe(2);
    await wait(20 * minute);
    expect(await trip()).toBe(1);
  });

  it("waits for what `Retry-After` says in full, and adds chance to its own waits", async () => {
    const { process, clock } = setUp();
    const breakers = process({ random: () => 1 });
    await breakers.report("shop", limited(3_600_000));
    expect(await breakers.status("shop")).toMatchObject({ probeAt: clock.now() + 3_600_000 });
    await breakers.report("bar", limited(1_000));
    expect(await breakers.status("bar")).toMatchObject({ probeAt: clock.now() + 72_000 });
  });

  it("lets the next message try when what became of one says nothing", async () => {
    const { process, wait } = setUp();
    const breakers = process();
    await breakers.start();
    await breakers.report("shop", limited());
    await wait(minute + 2_000);
    expect(await breakers.admit("shop")).toEqual({ waitMs: 0 });
    expect(await breakers.admit("shop")).toEqual({ waitMs: 2_000 });
    await breakers.report("shop", aboutOneMessage());
    expect(await breakers.admit("shop")).toEqual({ waitMs: 0 });
    // Its process dies: two minutes later the next one may.
    await wait(119_000);
    expect(await breakers.admit("shop")).toEqual({ waitMs: 2_000 });
    await wait(1_000);
    expect(await breakers.admit("shop")).toEqual({ waitMs: 0 });
  });
});

describe("where the instance's state tells", () => {
  it("it is read until it is open, less and less often", async () => {
    const { process, gateway, reads, wait, clock, events, paused } = setUp();
    const at: number[] = [];
    const start = clock.now();
    gateway.read = async () => {
      at.push(Math.round((clock.now() - start) / 1_000));
      return at.length < 6 ? "connecting" : "open";
    };
    const breakers = process();
    await breakers.start();
    await breakers.report("shop", unreachable());
    await wait(5 * minute);
    expect(reads).toEqual(Array(6).fill("shop"));
    expect(at).toEqual([6, 16, 36, 76, 136, 196]);
    // What stands in the way is another thing by now.
    expect(events.map(({ name, cause }) => `${name} ${cause}`)).toEqual([
      "opened unreachable",
      ...Array(6).fill("probed closed"),
      "resumed closed",
    ]);
    expect(events.at(-1)).toMatchObject({ forMs: (196 + 60) * 1_000 });
    expect(await paused()).toEqual([]);
  });

  it("is read at once when somebody has heard of it", async () => {
    const { process, reads, paused } = setUp();
    const breakers = process();
    await breakers.report("shop", unreachable());
    await Promise.all([breakers.probe("shop"), breakers.probe("shop")]);
    expect(reads).toEqual(["shop"]);
    expect(await paused()).toEqual([]);
    expect(await breakers.status("shop")).toMatchObject({ state: "half-open" });
    await breakers.report("bar", limited());
    await breakers.probe("bar");
    await breakers.probe("nobody");
    expect(reads).toEqual(["shop"]);
  });

  it("stays closed to sends when the answer is an error, or no state", async () => {
    const { process, gateway, paused, wait } = setUp();
    const breakers = process();
    await breakers.start();
    await breakers.report("shop", unreachable());
    for (const read of [
      async () => undefined,
      () => Promise.reject(new Error("boom")),
      () => Promise.reject(limited()),
    ]) {
      gateway.read = read;
      await wait(2 * minute);
      expect(await paused()).toEqual([lanes]);
    }
    // The last answer was a limit of another kind: reading is over, time must pass.
    expect(await breakers.status("shop")).toMatchObject({ state: "open", cause: "rate-limited" });
  });

  it("is read by one process at a time", async () => {
    const { process, gateway, reads, wait } = setUp();
    const answer = gate<string>();
    gateway.read = () => answer.passed;
    const all = [process(), process(), process()];
    await Promise.all(all.map((each) => each.start()));
    await all[0]?.report("shop", unreachable());
    await wait(20_000);
    expect(reads).toHaveLength(1);
    answer.open("open");
    await wait(0);
    expect(await all[1]?.status("shop")).toMatchObject({ state: "half-open" });
  });

  it("is read by another process when one has died over it, and its late answer changes nothing", async () => {
    const { process, gateway, reads, wait, names } = setUp();
    const stalled = gate<string>();
    const [dead, alive] = [process(), process()];
    await dead.start();
    gateway.read = () => stalled.passed;
    await dead.report("shop", unreachable());
    await wait(6_000);
    expect(reads).toHaveLength(1);
    await alive.start();
    gateway.read = async () => "close";
    await wait(36_000);
    expect(reads).toHaveLength(2);
    stalled.open("open");
    await wait(0);
    expect(await alive.status("shop")).toMatchObject({ state: "open", cause: "closed" });
    expect(names()).toEqual(["opened", "probed"]);
  });
});

describe("a person", () => {
  it("stops an instance until they let it go on", async () => {
    const { process, paused, wait, events, reads } = setUp();
    const breakers = process();
    await breakers.start();
    await breakers.open("shop", "the phone is lost");
    await breakers.open("shop", "the phone is lost");
    await wait(2 * 60 * minute);
    expect(await paused()).toEqual([lanes]);
    expect(reads).toEqual([]);
    expect(await breakers.status("shop")).toMatchObject({ cause: "manual", reason: "the phone is lost" });
    await breakers.close("shop");
    await breakers.close("shop");
    expect(await paused()).toEqual([]);
    expect(await breakers.admit("shop")).toEqual({ waitMs: 0 });
    expect(events).toEqual([
      { name: "opened", instanceName: "shop", cause: "manual", reason: "the phone is lost" },
      { name: "resumed", instanceName: "shop", cause: "manual", forMs: 2 * 60 * minute },
    ]);
  });

  it("has the last word over what opened by itself", async () => {
    const { process, wait, names } = setUp();
    const breakers = process();
    await breakers.start();
    await breakers.report("shop", unreachable());
    await breakers.open("shop");
    await wait(10 * minute);
    expect(await breakers.status("shop")).toMatchObject({ state: "open", cause: "manual" });
    expect(names()).toEqual(["opened"]);
  });

  it("lets an instance go on that opened by itself, and nothing is held against it", async () => {
    const { process, paused, clock } = setUp();
    const breakers = process();
    await breakers.report("shop", limited());
    await breakers.close("shop");
    expect(await paused()).toEqual([]);
    await breakers.report("shop", limited());
    expect(await breakers.status("shop")).toMatchObject({ opens: 1, probeAt: clock.now() + minute });
  });

  it.each(["before", "during"])("who paused the lanes %s keeps that pause", async (when) => {
    const { process, queue, wait, paused } = setUp();
    const breakers = process();
    await breakers.start();
    if (when === "before") await queue.pause(lanes);
    await breakers.report("shop", unreachable());
    if (when === "during") await queue.pause(lanes);
    await wait(10 * minute);
    expect(await breakers.status("shop")).toMatchObject({ state: "closed" });
    expect(await queue.pauses()).toEqual([{ target: lanes }]);
    await queue.resume(lanes);
    expect(await paused()).toEqual([]);
  });

  it("who paused the lanes for a while keeps that pause too, shorter or longer than ours", async () => {
    const { process, queue, wait, clock } = setUp();
    const breakers = process();
    await breakers.start();
    await breakers.report("shop", unreachable());
    await queue.pause(lanes, { forMs: 25_000 });
    await wait(15_000);
    expect(await breakers.status("shop")).toMatchObject({ state: "half-open" });
    expect(await queue.pauses()).toEqual([{ target: lanes, until: clock.now() + 10_000 }]);
    await breakers.close("shop");
    await queue.pause(lanes, { forMs: 25_000 });
    await wait(20_000);
    expect(await queue.pauses()).toHaveLength(1);
  });

  it("who takes our pause away sends nothing all the same", async () => {
    const { process, queue, wait, paused } = setUp();
    const breakers = process();
    await breakers.start();
    await breakers.report("shop", limited());
    await queue.resume(lanes);
    expect(await breakers.admit("shop")).toEqual({ waitMs: 2_000 });
    await wait(2_000);
    expect(await paused()).toEqual([lanes]);
  });
});

describe("names", () => {
  it.each(["shop/1", "__proto__", "a b%", "é💥", "x".repeat(5_000), "breaker/shop", "#"])(
    "%j are kept apart",
    async (name) => {
      const { process, paused, wait } = setUp();
      const breakers = process();
      await breakers.start();
      await breakers.report(name, limited());
      await breakers.report("other", unreachable());
      expect(await paused()).toEqual([{ prefix: lanePrefixOf(name) }, { prefix: "other/" }]);
      await wait(2_000);
      expect(await breakers.admit(name)).toEqual({ waitMs: 2_000 });
      expect(await breakers.list()).toHaveLength(2);
      await breakers.close(name);
      expect(await paused()).toEqual([{ prefix: "other/" }]);
    },
  );

  it("that are none are refused, and never end a send", async () => {
    const { process, errors } = setUp();
    const breakers = process();
    for (const name of ["", "\ud800", 7 as never]) {
      await expect(breakers.open(name)).rejects.toThrow(InvalidArgumentError);
      await expect(breakers.admit(name)).rejects.toThrow(/Expected `instanceName`/);
      await breakers.report(name, limited());
    }
    await expect(breakers.open("shop", "\udc00")).rejects.toThrow(/Expected `reason`/);
    expect(errors).toHaveLength(3);
  });
});

describe("the options", () => {
  it.each([
    [{ coolDown: { minMs: Number.NaN } }, /Expected `coolDown.minMs` to be a whole number of at least 2000, got NaN/],
    [{ coolDown: { maxMs: Number.POSITIVE_INFINITY } }, /Expected `coolDown.maxMs`/],
    [{ probe: { minMs: "5s" } }, /Expected `probe.minMs`.*"5s"/],
    [{ probe: { minMs: 90_000 } }, /Expected `probe` to have a `minMs` that is not above its `maxMs`/],
    [{ probe: 5_000 }, /Expected `probe` to be an object/],
    ["fast", /Expected `options` to be an object/],
  ])("%j are refused", (given, message) => {
    expect(() => parseOptions(breakerOptions, given)).toThrow(message);
  });

  it("have defaults", () => {
    const all = { coolDown: { minMs: 60_000, maxMs: 900_000 }, probe: { minMs: 5_000, maxMs: 60_000 } };
    for (const given of [undefined, {}, { coolDown: {} }]) expect(parseOptions(breakerOptions, given)).toEqual(all);
  });
});
