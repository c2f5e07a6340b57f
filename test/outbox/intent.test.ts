import { describe, expect, it } from "vitest";
import { Intent } from "../../src/outbox/intent.js";
import { virtualClock } from "../support/virtual-clock.js";

const leaseMs = 10_000;

/** An intent whose writes take the times given, one after another; then none. */
function setUp(...takesMs: number[]) {
  const clock = virtualClock();
  let writes = 0;
  const intent = new Intent(clock, leaseMs, async () => {
    await clock.advance(takesMs[writes] ?? 0);
    writes++;
  });
  return { clock, intent, writes: () => writes };
}

describe("the intent of a request", () => {
  it("is written once, and holds for half a lease", async () => {
    const { clock, intent, writes } = setUp(10);
    await intent.write();
    await clock.advance(leaseMs / 2 - 10);
    expect(intent.confirm()).toBeUndefined();
    expect(writes()).toBe(1);
  });

  it("is written again when that took so long that the lane may be another's", async () => {
    const { intent, writes } = setUp(60_000, leaseMs / 2 + 1, 10);
    await intent.write();
    expect(writes()).toBe(3);
  });

  it("is written again before a request that leaves later", async () => {
    const { clock, intent, writes } = setUp(10);
    await intent.write();
    await clock.advance(leaseMs / 2 + 1);
    await intent.confirm();
    expect(writes()).toBe(2);
  });

  it("keeps the request back when the lane is lost", async () => {
    const clock = virtualClock();
    const lost = new Error("lost");
    let isOurs = true;
    const intent = new Intent(clock, leaseMs, async () => {
      if (!isOurs) throw lost;
    });
    await intent.write();
    isOurs = false;
    await clock.advance(60_000);
    await expect(intent.confirm()).rejects.toBe(lost);
  });
});
