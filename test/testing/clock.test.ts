import { setImmediate as nextTurn } from "node:timers/promises";
import { SignJWT } from "jose";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Clock } from "../../src/internal/clock.js";
import { GatewayClock, stoppedClock } from "../../src/testing/clock.js";
import { startGateway } from "../support/fake-gateway.js";

describe("the gateway's clock", () => {
  it("does not go on before an event that is being signed is posted", async () => {
    const sign = SignJWT.prototype.sign;
    const slow = vi.spyOn(SignJWT.prototype, "sign").mockImplementation(async function (this: SignJWT, key) {
      for (let turn = 0; turn < 20; turn++) await nextTurn();
      return sign.call(this, key as Uint8Array);
    });
    onTestFinished(() => slow.mockRestore());
    const { gateway, maria } = await startGateway({
      clock: "virtual",
      statuses: [503],
      webhook: { events: ["MESSAGES_UPSERT"], headers: { jwt_key: "a secret of at least thirty-two bytes" } },
    });
    const begin = gateway.clock.now();
    maria.send("oi");
    await gateway.clock.advance(60_000);
    expect(gateway.deliveries.map(({ at }) => at - begin)).toEqual([0, 5_000, 15_000, 35_000]);
  });

  it("stands still until it is advanced, and wakes in order what is due", async () => {
    const clock = new GatewayClock(stoppedClock(1_000));
    const woken: [string, number][] = [];
    const wake = (name: string) => () => void woken.push([name, clock.now()]);
    clock.sleep(300).then(wake("late"));
    clock
      .sleep(100)
      .then(() => clock.sleep(50))
      .then(wake("twice"));
    clock.sleep(5_000).then(wake("not yet"));
    await clock.advance(1_000);
    expect(woken).toEqual([
      ["twice", 1_150],
      ["late", 1_300],
    ]);
    expect(clock.now()).toBe(2_000);
  });

  it("goes as the clock below goes, and can jump ahead of it", async () => {
    let now = 10;
    const wakes: (() => void)[] = [];
    const base: Clock = { now: () => now, sleep: () => new Promise((resolve) => wakes.push(resolve)) };
    const clock = new GatewayClock(base);
    let isAwake = false;
    const sleeping = clock.sleep(5).then(() => {
      isAwake = true;
    });
    now = 15;
    wakes[0]?.();
    await sleeping;
    expect([isAwake, clock.now()]).toEqual([true, 15]);
    await clock.advance(100);
    now = 20;
    expect(clock.now()).toBe(120);
  });

  it("is left by whoever cancels, with the signal's reason", async () => {
    const clock = new GatewayClock(stoppedClock());
    const controller = new AbortController();
    const sleeping = clock.sleep(10, controller.signal);
    controller.abort(new Error("enough"));
    await expect(sleeping).rejects.toThrow("enough");
    await expect(clock.sleep(10, controller.signal)).rejects.toThrow("enough");
    await clock.advance(100);
  });

  it("adds up what is advanced at once", async () => {
    const clock = new GatewayClock(stoppedClock(0));
    await Promise.all([clock.advance(1_000), clock.advance(1_000)]);
    expect(clock.now()).toBe(2_000);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("does not go on by %s", async (ms) => {
    await expect(new GatewayClock(stoppedClock()).advance(ms)).rejects.toThrow(RangeError);
  });
});
