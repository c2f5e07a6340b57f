import { expect, it } from "vitest";
import { Activity } from "../../src/testing/activity.js";

/** Work that ends when it is told to. */
function pending() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { end, work: () => ended };
}

/** Whether it is quiet at once, without waiting for what is under way. */
async function isQuiet(activity: Activity): Promise<boolean> {
  const quiet = activity.quiet().then(() => true);
  const turns = (async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    return false;
  })();
  return Promise.race([quiet, turns]);
}

it("is busy until a request is answered", async () => {
  const activity = new Activity();
  const { work, end } = pending();
  const request = activity.during("request", work);
  expect(await isQuiet(activity)).toBe(false);
  end();
  await request;
  expect(await isQuiet(activity)).toBe(true);
});

it("does not count what waits for the time, however deep it is", async () => {
  const activity = new Activity();
  const { work, end } = pending();
  const request = activity.during("request", () => activity.during("request", () => activity.waiting(work)));
  expect(await isQuiet(activity)).toBe(true);
  end();
  await request;
});

it("gives a receiver that never answers up, and the next time sooner", async () => {
  let looks = 0;
  const activity = new Activity(60, () => ++looks);
  const never = () => new Promise<void>(() => {});
  const took = async () => {
    const begin = looks;
    await activity.quiet();
    return looks - begin;
  };
  activity.during({ receiver: "http://hangs" }, never);
  const first = await took();
  expect(first).toBeGreaterThan(55);
  expect(await took()).toBeLessThan(first);
  activity.during("request", pending().work);
  expect(await isQuiet(activity)).toBe(false);
});

it("goes on when every receiver under way is itself waiting for the gateway's time", async () => {
  const activity = new Activity(60_000);
  const { work, end } = pending();
  const post = activity.during({ receiver: "http://bot" }, work);
  const send = activity.during("request", () => activity.waiting(work));
  await activity.quiet();
  activity.during({ receiver: "http://other" }, pending().work);
  expect(await isQuiet(activity)).toBe(false);
  end();
  await Promise.all([post, send]);
});
