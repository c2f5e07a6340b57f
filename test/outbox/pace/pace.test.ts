import { expect, test } from "vitest";
import { advance, fullestWindow, randoms, startPace } from "./kit.js";

const longMs = 60_000;

function asker(pace: Awaited<ReturnType<typeof startPace>>) {
  const began: { chat: string; instanceName: string; at: number; priority: number }[] = [];
  const ask = async (chat: string, { instanceName = "shop", priority = 0, patienceMs = longMs, ...rest } = {}) => {
    const turn = await pace.turn({ instanceName, chat, priority, ...rest }, { patienceMs });
    if (turn.waitMs === 0) began.push({ chat, instanceName, at: Date.now(), priority });
    return turn.waitMs;
  };
  return { began, ask };
}

const instants = (began: readonly { at: number }[]) => began.map(({ at }) => at);

test("no window of an instance holds more than its limit, and they do not come like a clock", async () => {
  const pace = await startPace({ perInstance: { limit: 5, windowMs: 1_000 } });
  const { began, ask } = asker(pace);
  for (let chat = 0; chat < 200; chat++) void ask(`chat ${chat}`);
  await advance(longMs);
  const gaps = instants(began).slice(1).map((at, place) => at - (began[place]?.at ?? 0));
  expect(fullestWindow(instants(began), 1_000)).toBeLessThanOrEqual(5);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(200);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(300);
  expect(new Set(gaps).size).toBeGreaterThan(20);
  expect(began).toHaveLength(200);
});
