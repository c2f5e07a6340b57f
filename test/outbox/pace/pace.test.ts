import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { runs } from "../../support/properties.js";
import { advance, fullestWindow, gapsOf, sender, startPace } from "./kit.js";

const names = (count: number) => Array.from({ length: count }, (_, number) => `chat ${number}`);

test("an instance's sends are spread, never more than its limit in any window, and not like a clock", async () => {
  const pace = await startPace({ perInstance: { limit: 5, windowMs: 1_000 } });
  const { instants, start } = sender(pace);
  for (const chat of names(100)) start(chat);
  await advance(60_000);
  const gaps = gapsOf(instants());
  expect(instants()).toHaveLength(100);
  expect(fullestWindow(instants(), 1_000)).toBeLessThanOrEqual(5);
  // 200 ms and up to 40 % more, and what bottleneck takes for itself.
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(200);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(300);
  expect(new Set(gaps).size).toBeGreaterThan(20);
});

test("a chat's time counts from the send itself, also when that had to wait for its instance", async () => {
  const pace = await startPace({
    perInstance: { limit: 1, windowMs: 5_000 },
    perChat: { limit: 1, windowMs: 8_000 },
    jitter: 0,
  });
  const { begun, start } = sender(pace);
  for (const chat of ["ana", "rui", "rui", "eva"]) start(chat);
  await advance(60_000);
  const [first = 0, second = 0] = begun.filter(({ chat }) => chat === "rui").map(({ at }) => at);
  expect(second - first).toBeGreaterThanOrEqual(8_000);
  expect(begun.map(({ chat }) => chat)).toEqual(["ana", "rui", "eva", "rui"]);
});

test("what waits for its chat uses up nothing of its instance", async () => {
  const pace = await startPace({ perInstance: { limit: 5, windowMs: 1_000 }, perChat: { limit: 1, windowMs: 10_000 } });
  const { begun, instants, start } = sender(pace);
  for (let times = 0; times < 4; times++) start("talkative");
  for (const chat of names(100)) start(chat);
  await advance(20_000);
  expect(Math.max(...gapsOf(instants().slice(0, 70)))).toBeLessThanOrEqual(300);
  const own = begun.filter(({ chat }) => chat === "talkative").map(({ at }) => at);
  expect(Math.min(...gapsOf(own))).toBeGreaterThanOrEqual(10_000);
});

test("a burst begins at once after a quiet time, and the window stays as full as its limit says", async () => {
  const pace = await startPace({ perInstance: { limit: 6, windowMs: 6_000, burst: 3 }, perChat: false });
  const { instants, start } = sender(pace);
  for (const chat of names(30)) start(chat);
  await advance(60_000);
  const all = instants();
  expect((all[2] ?? 0) - (all[0] ?? 0)).toBeLessThan(50);
  expect((all[3] ?? 0) - (all[0] ?? 0)).toBeGreaterThanOrEqual(3_000);
  expect(fullestWindow(all, 6_000)).toBe(6);
});

test("no window ever holds more than its limit, whatever the limits and whoever comes when", async () => {
  const rate = fc
    .record({
      limit: fc.integer({ min: 1, max: 12 }),
      windowMs: fc.integer({ min: 50, max: 5_000 }),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ limit, windowMs, part }) => ({ limit, windowMs, burst: Math.max(1, Math.round(limit * part)) }));
  const arrivals = fc.array(
    fc.record({ chat: fc.integer({ min: 0, max: 5 }), afterMs: fc.integer({ min: 0, max: 700 }) }),
    { minLength: 5, maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(rate, rate, fc.constantFrom(0, 0.2, 1), arrivals, async (perInstance, perChat, jitter, sends) => {
      const pace = await startPace({ perInstance, perChat, jitter });
      const { begun, instants, start } = sender(pace);
      for (const { chat, afterMs } of sends) {
        start(`chat ${chat}`);
        await advance(afterMs);
      }
      await advance(20_000);
      expect(fullestWindow(instants(), perInstance.windowMs)).toBeLessThanOrEqual(perInstance.limit);
      for (const chat of names(6)) {
        const own = begun.filter((each) => each.chat === chat).map(({ at }) => at);
        expect(fullestWindow(own, perChat.windowMs)).toBeLessThanOrEqual(perChat.limit);
      }
      await pace.close();
    }),
    { numRuns: runs(30) },
  );
});

test("replies go before bulk, among equals who was asked for first, and a late one overtakes", async () => {
  const pace = await startPace({ perInstance: { limit: 1, windowMs: 1_000 }, perChat: false });
  const { chats, start } = sender(pace);
  start("first");
  await advance(100);
  start("bulk 2", { priority: 8_191, since: 20 });
  start("bulk 1", { priority: 8_191, since: 10 });
  start("reply 1", { priority: 0 });
  await advance(1_500);
  start("reply 2", { priority: 0 });
  await advance(10_000);
  expect(chats()).toEqual(["first", "reply 1", "reply 2", "bulk 1", "bulk 2"]);
});

test("a turn that is too far away is answered at once, uses nothing up, and other instances do not notice", async () => {
  const pace = await startPace({ perInstance: { limit: 1, windowMs: 10_000 }, perChat: false, jitter: 0 });
  const { chats, send, start } = sender(pace);
  expect(await settled(send("ana", { patienceMs: 1_000 }))).toBe(0);
  const told = await settled(send("rui", { patienceMs: 1_000 }));
  expect(told).toBeGreaterThan(8_500);
  expect(told).toBeLessThanOrEqual(10_001);
  expect(await settled(send("eva", { patienceMs: 1_000 }))).toBeGreaterThan(18_000);
  expect(await settled(send("ana", { patienceMs: 1_000, instanceName: "other" }))).toBe(0);
  await advance(told);
  start("late", { patienceMs: 1_000 });
  expect(await settled(send("rui", { patienceMs: 1_000 }), 1_000)).toBe(0);
  expect(chats()).toEqual(["ana", "ana", "rui"]);
});

test("the same holds for a chat: its next turn is told, and the instance's line does not wait for it", async () => {
  const pace = await startPace({
    perInstance: { limit: 5, windowMs: 1_000 },
    perChat: { limit: 1, windowMs: 60_000 },
    jitter: 0,
  });
  const { send } = sender(pace);
  expect(await settled(send("ana"))).toBe(0);
  expect(await settled(send("ana", { patienceMs: 1_000 }))).toBeGreaterThan(59_000);
  expect(await settled(send("rui", { patienceMs: 1_000 }), 300)).toBe(0);
});

test("1,000 chats of one instance with ten workers: each gets its turn after few asks, in order, and none is wasted", async () => {
  const pace = await startPace({ perInstance: { limit: 5, windowMs: 1_000 } });
  const { chats, instants, send } = sender(pace);
  const jobs = names(1_000).map((chat) => ({ chat, dueAt: Date.now(), asks: 0 }));
  let busy = 0;
  let mostBusy = 0;
  // The queue under an outbox: who was told to wait is handed out again a little after it is due.
  const waiting = [...jobs];
  const work = async () => {
    for (;;) {
      waiting.sort((a, b) => a.dueAt - b.dueAt);
      const job = waiting.shift();
      if (!job) return;
      await new Promise((resolve) => setTimeout(resolve, job.dueAt - Date.now()));
      job.asks++;
      busy++;
      const waitMs = await send(job.chat, { patienceMs: 1_000, priority: 5 });
      busy--;
      if (waitMs === 0) continue;
      job.dueAt = Date.now() + waitMs + 20;
      waiting.push(job);
    }
  };
  const workers = Array.from({ length: 10 }, work);
  for (let second = 0; second < 300; second++) {
    await advance(1_000);
    mostBusy = Math.max(mostBusy, busy);
  }
  await Promise.all(workers);
  const places = chats().map((chat) => Number(chat.slice(5)));
  expect(new Set(places).size).toBe(1_000);
  expect(Math.max(...jobs.map(({ asks }) => asks))).toBeLessThanOrEqual(6);
  expect(mostBusy).toBeLessThanOrEqual(6);
  expect(Math.max(...places.map((place, turn) => Math.abs(place - turn)))).toBeLessThanOrEqual(10);
  expect(Math.max(...gapsOf(instants()))).toBeLessThanOrEqual(400);
});

test("a cancelled signal takes its send out of the line, and the next one has the place", async () => {
  const pace = await startPace({ perInstance: { limit: 1, windowMs: 1_000 } });
  const { chats, send, start } = sender(pace);
  const ask = (chat: string, signal: AbortSignal) =>
    pace.turn({ instanceName: "shop", chat, priority: 0 }, { patienceMs: 60_000, signal });
  expect(await settled(send("first"))).toBe(0);
  const cancel = new AbortController();
  const cancelled = expect(ask("ana", cancel.signal)).rejects.toMatchObject({ code: "ABORTED", cause: "enough" });
  start("rui");
  await advance(100);
  cancel.abort("enough");
  await cancelled;
  await expect(ask("eva", AbortSignal.abort("before"))).rejects.toMatchObject({ code: "ABORTED", cause: "before" });
  await advance(1_500);
  expect(chats()).toEqual(["first", "rui"]);
  await advance(5_000);
  expect(pace.size).toBe(0);
});

test("when it closes, who waits is told so, and so is who comes later", async () => {
  const pace = await startPace({
    perInstance: { limit: 1, windowMs: 10_000 },
    perChat: { limit: 1, windowMs: 20_000 },
  });
  const { send } = sender(pace);
  expect(await settled(send("first"))).toBe(0);
  const forInstance = expect(send("ana")).rejects.toMatchObject({ code: "ABORTED" });
  const forChat = expect(send("first")).rejects.toMatchObject({ code: "ABORTED" });
  await advance(100);
  await Promise.all([pace.close(), pace.close(), forInstance, forChat]);
  await expect(send("late")).rejects.toMatchObject({ code: "ABORTED" });
  await advance(10); // What bottleneck has begun.
  expect([pace.size, vi.getTimerCount()]).toEqual([0, 0]);
});

test("chats and instances that nobody uses are not kept in memory", async () => {
  const pace = await startPace({ perInstance: { limit: 1_000, windowMs: 1_000, burst: 1_000 } });
  const { begun, start } = sender(pace);
  for (const chat of names(60)) start(chat);
  await advance(3_000);
  expect(begun).toHaveLength(60);
  expect(pace.size).toBe(0);
});

test("waits are told, and names may be anything", async () => {
  const onWait = vi.fn();
  const pace = await startPace({ perInstance: { limit: 1, windowMs: 1_000 } }, { onWait });
  const { chats, send, start } = sender(pace);
  const odd = ["__proto__", "", "\ud800", "a}b{c"];
  for (const chat of odd) start(chat, { instanceName: "constructor" });
  await advance(20_000);
  expect(chats()).toEqual(odd);
  expect(onWait.mock.calls.map(([wait]) => wait.chat)).toEqual(odd.slice(1));
  expect(onWait.mock.calls[0]?.[0].waitMs).toBeGreaterThan(1_000);
  start("again");
  expect(await settled(send("again", { patienceMs: 100 }))).toBeGreaterThan(100);
  expect(onWait.mock.calls[3]?.[0]).toMatchObject({ instanceName: "shop", chat: "again" });
});

/** What a turn answers, letting so much time pass. */
async function settled<T>(turn: Promise<T>, ms = 50): Promise<T> {
  await advance(ms);
  return turn;
}
