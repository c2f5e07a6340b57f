import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Breakers, BreakersOptions } from "../../../src/outbox/protection/index.js";
import { runs } from "../../support/properties.js";
import { around, limited, setUp, unreachable } from "./kit.js";

const minute = 60_000;
const lanes = { prefix: "shop/" };

const writes = ["set", "delete", "pause", "resume"];

/** Calls of a process that dies at one of its writes: that one is done or not, and nothing after it. */
function mortal(diesAt: number, isDone: boolean) {
  let calls = 0;
  const wrap = <Target extends object>(target: Target): Target =>
    around(
      target,
      async (method) => {
        if (calls >= diesAt) throw new Error("dead");
        if (writes.includes(method)) calls++;
        if (calls >= diesAt && !isDone) throw new Error("dead");
      },
      async () => {
        if (calls >= diesAt) throw new Error("dead");
      },
    );
  return { wrap, isDead: () => calls >= diesAt };
}

type World = ReturnType<typeof setUp>;
type Life = (breakers: Breakers, world: World) => Promise<unknown>;

/** What a process may be about when it dies. */
const lives: readonly [string, Life][] = [
  [
    "a limit",
    async (breakers, { wait }) => {
      await breakers.report("shop", limited());
      await wait(70_000);
      await breakers.admit("shop");
      await breakers.report("shop", limited());
      await wait(130_000);
      await breakers.admit("shop");
      await breakers.report("shop", undefined);
    },
  ],
  [
    "a gateway that is away",
    async (breakers, { gateway, wait }) => {
      gateway.read = async () => "close";
      await breakers.report("shop", unreachable());
      await wait(20_000);
      gateway.read = async () => "open";
      await wait(40_000);
      await breakers.admit("shop");
      await breakers.report("shop", undefined);
    },
  ],
  [
    "a person",
    async (breakers) => {
      await breakers.open("shop");
      await breakers.close("shop");
    },
  ],
];

/** Sends as an outbox does, and is right: nothing is open for long without being paused, or paused without being open. */
async function liveOn(world: World, breakers: Breakers, forMs: number): Promise<number> {
  const { queue, wait } = world;
  let [exposed, stuck, sent] = [0, 0, 0];
  for (let passed = 0; passed < forMs; passed += 2_000) {
    const isPaused = (await queue.pauses()).length > 0;
    const { state } = await breakers.status("shop");
    exposed = state === "open" && !isPaused ? exposed + 1 : 0;
    stuck = state !== "open" && isPaused ? stuck + 1 : 0;
    expect(exposed).toBeLessThanOrEqual(2);
    expect(stuck).toBeLessThanOrEqual(16);
    if (state === "open") expect((await breakers.admit("shop")).waitMs).toBeGreaterThan(0);
    else if (!isPaused && (await breakers.admit("shop")).waitMs === 0) {
      await breakers.report("shop", undefined);
      sent++;
    }
    await wait(2_000);
  }
  return sent;
}

/** @returns whether the process died at all */
async function dieIn(life: Life, diesAt: number, isDone: boolean): Promise<boolean> {
  const world = setUp();
  const { wrap, isDead } = mortal(diesAt, isDone);
  const over: Partial<BreakersOptions> = { state: wrap(world.state), queue: wrap(world.queue) };
  const dying = world.process({ ...over, onEvent: () => {} });
  await dying.start();
  await life(dying, world).catch(() => {});
  if (!isDead()) return false;
  await dying.stop();
  const next = world.process();
  await next.start();
  await world.wait(0);
  if ((await next.status("shop")).cause === "manual") await next.close("shop");
  expect(await liveOn(world, next, 5 * minute)).toBeGreaterThan(30);
  expect(await next.status("shop")).toMatchObject({ state: "closed" });
  expect(await world.queue.pauses()).toEqual([]);
  return true;
}

describe("a process that dies", () => {
  it.each(lives)(
    "at any write, about %s, leaves nothing paused for ever, and nothing open unpaused",
    async (_, life) => {
      for (const isDone of [false, true]) {
        let diesAt = 1;
        while (await dieIn(life, diesAt, isDone)) diesAt++;
        expect(diesAt).toBeGreaterThan(5);
      }
    },
    60_000,
  );

  it("leaves an open circuit that the next one takes up where it was", async () => {
    const { process, paused, wait, reads, gateway, names } = setUp();
    gateway.read = async () => "close";
    const first = process();
    await first.start();
    await first.report("shop", unreachable());
    await first.stop();
    // Longer than the pause lasts: nobody is there to send, nor to renew it.
    await wait(10 * minute);
    expect(await paused()).toEqual([]);
    const second = process();
    expect(await second.admit("shop")).toMatchObject({ waitMs: 2_000 });
    await second.start();
    expect(await paused()).toEqual([lanes]);
    gateway.read = async () => "open";
    await wait(30_000);
    expect(reads.length).toBeGreaterThan(0);
    expect(await paused()).toEqual([]);
    expect(names()).toEqual(["opened", "probed", "probed"]);
  });

  it("before it lifted the pause has it lifted by the next look of another", async () => {
    const { process, queue, paused, wait } = setUp();
    const other = process();
    await other.start();
    const dying = process({
      queue: around(queue, async (method) => {
        if (method === "resume") throw new Error("dead");
      }),
      onError: () => {},
    });
    await dying.report("shop", unreachable());
    await dying.probe("shop").catch(() => {});
    expect(await other.status("shop")).toMatchObject({ state: "half-open" });
    expect(await paused()).toEqual([lanes]);
    await wait(2_000);
    expect(await paused()).toEqual([]);
    // Or it is open again before that, and the old pause is still ours to take back.
    await other.report("shop", unreachable());
    await dying.probe("shop").catch(() => {});
    expect(await other.admit("shop")).toEqual({ waitMs: 0 });
    await other.report("shop", limited());
    expect(await other.status("shop")).toMatchObject({ state: "open", cause: "rate-limited" });
    await other.close("shop");
    expect(await paused()).toEqual([]);
  });

  it("and stays dead leaves no pause behind", async () => {
    const { process, paused, wait } = setUp();
    const breakers = process();
    await breakers.report("shop", limited());
    await breakers.stop();
    await wait(30_000);
    expect(await paused()).toEqual([]);
  });
});

describe("stopping", () => {
  it("cancels a probe, which the next process makes at once, and ends all timers", async () => {
    const { process, gateway, reads, wait, clock, names } = setUp();
    gateway.read = (signal) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
    const first = process();
    await first.start();
    await first.report("shop", unreachable());
    await wait(6_000);
    expect(reads).toHaveLength(1);
    await first.stop();
    await first.stop();
    expect(clock.sleepers()).toEqual([]);
    await first.start();
    await first.probe("shop");
    expect(clock.sleepers()).toEqual([]);
    gateway.read = async () => "open";
    const second = process();
    await second.start();
    await wait(0);
    expect(await second.status("shop")).toMatchObject({ state: "half-open" });
    expect(names()).toEqual(["opened", "probed"]);
  });

  it("lets what is still under way be asked and reported", async () => {
    const { process, paused } = setUp();
    const breakers = process();
    await breakers.start();
    await breakers.stop();
    expect(await breakers.admit("shop")).toEqual({ waitMs: 0 });
    await breakers.report("shop", limited());
    expect(await paused()).toEqual([lanes]);
  });
});

describe("a store or a queue that is away", () => {
  it("harms no send, and is made up for afterwards", async () => {
    const { state, queue, process, errors, wait, paused } = setUp();
    let isAway = false;
    const fail = async () => {
      if (isAway) throw new Error("away");
    };
    const breakers = process({ state: around(state, fail), queue: around(queue, fail) });
    await breakers.start();
    isAway = true;
    await breakers.report("shop", limited());
    expect(errors).toHaveLength(1);
    expect(await breakers.admit("shop")).toEqual({ waitMs: 0 });
    // What it saw last is old by now: it would rather not say.
    await wait(minute);
    await expect(breakers.admit("shop")).rejects.toThrow("away");
    isAway = false;
    await breakers.report("shop", limited());
    expect(await paused()).toEqual([lanes]);
    isAway = true;
    await wait(3 * minute);
    isAway = false;
    await wait(4_000);
    expect(await paused()).toEqual([]);
    expect(await breakers.status("shop")).toMatchObject({ state: "half-open" });
  });

  it("with something else in a record begins anew", async () => {
    const { state, process, paused } = setUp();
    const breakers = process();
    await breakers.open("bar");
    const ofBar = (await state.get("breaker/bar"))?.value ?? "";
    await breakers.close("bar");
    const foreign = ["", "{", "null", "[]", '{"phase":"open"}', '{"instanceName":"bar","phase":"open"}', ofBar];
    for (const value of foreign) {
      await state.set("breaker/shop", value);
      expect(await breakers.status("shop")).toMatchObject({ state: "closed" });
      expect(await breakers.list()).toEqual([]);
    }
    await breakers.start();
    await breakers.report("shop", limited());
    expect(await paused()).toEqual([lanes]);
  });

  it("tells of a listener and a log that throw, and goes on", async () => {
    const { process, paused, errors } = setUp();
    const boom = () => {
      throw new Error("boom");
    };
    const breakers = process({ onEvent: boom, logger: { info: boom, warn: boom, error: boom } });
    await breakers.report("shop", limited());
    expect(await paused()).toEqual([lanes]);
    expect(errors).toEqual([new Error("boom")]);
  });
});

describe("what happens meanwhile", () => {
  it("to a circuit that is closed while its lanes are paused, leaves no pause", async () => {
    const { process, queue, paused } = setUp();
    const other = process();
    const slow = process({
      queue: around(
        queue,
        async () => {},
        async (method) => {
          if (method === "pause") await other.close("shop");
        },
      ),
    });
    await slow.report("shop", limited());
    expect(await slow.status("shop")).toMatchObject({ state: "closed" });
    expect(await paused()).toEqual([]);
  });

  it("is not forgotten over a look that began before", async () => {
    const { state, process, wait } = setUp();
    let during: (() => Promise<void>) | undefined;
    const breakers = process({
      state: around(
        state,
        async () => {},
        async (method) => {
          const now = during;
          if (method !== "list" || !now) return;
          during = undefined;
          await now();
        },
      ),
    });
    await breakers.start();
    during = () => breakers.report("shop", limited());
    await wait(2_000);
    expect(during).toBeUndefined();
    expect((await breakers.admit("shop")).waitMs).toBeGreaterThan(0);
    during = () => breakers.close("shop");
    await wait(2_000);
    expect(await breakers.admit("shop")).toEqual({ waitMs: 0 });
  });
});

describe("several processes", () => {
  it("agree, whatever order their calls come in", async () => {
    const step = fc.record({
      who: fc.nat(2),
      what: fc.constantFrom("limited", "unreachable", "sent", "send", "close", "open", "probe", "restart", "state"),
      waitMs: fc.constantFrom(0, 1, 500, 5_000, 40_000),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 30 }),
        fc.array(fc.nat(50), { minLength: 1 }),
        async (steps, delays) => {
          const world = setUp();
          const { clock, gateway, names, wait } = world;
          let turn = 0;
          const delay = () => clock.sleep(delays[turn++ % delays.length] ?? 0);
          const slow = <Target extends object>(target: Target): Target => around(target, delay, delay);
          const make = () => world.process({ state: slow(world.state), queue: slow(world.queue) });
          const all = [make(), make(), make()];
          for (const each of all) void each.start();
          for (const { who, what, waitMs } of steps) {
            const breakers = all[who] as Breakers;
            if (what === "limited") void breakers.report("shop", limited());
            if (what === "unreachable") void breakers.report("shop", unreachable());
            if (what === "sent") void breakers.report("shop", undefined);
            if (what === "send") void breakers.admit("shop");
            if (what === "open" || what === "close" || what === "probe") void breakers[what]("shop");
            if (what === "state") gateway.read = async () => (waitMs > 1 ? "open" : "close");
            if (what === "restart") {
              void breakers.stop();
              all[who] = make();
              void all[who].start();
            }
            await wait(waitMs);
          }
          // Whatever it was: in the end everything is well, and all know it.
          gateway.read = async () => "open";
          await wait(5_000);
          const last = all[0] as Breakers;
          const closing = (await world.state.get("breaker/shop"))?.value.includes("manual")
            ? last.close("shop")
            : undefined;
          await wait(40 * minute);
          await closing;
          expect((await world.state.get("breaker/shop"))?.value ?? '"closed"').toContain('"closed"');
          expect(await world.queue.pauses()).toEqual([]);
          const told = names().filter((name) => name !== "probed");
          expect(told).toEqual(told.map((_, i) => (i % 2 ? "resumed" : "opened")));
          expect(told.length % 2).toBe(0);
          expect(world.errors).toEqual([]);
          const stopping = all.map((each) => each.stop());
          await wait(1_000);
          await Promise.all(stopping);
        },
      ),
      { numRuns: runs(25) },
    );
  }, 120_000);
});
