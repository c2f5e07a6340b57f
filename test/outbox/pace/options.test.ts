import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { parseOptions } from "../../../src/errors/parse-options.js";
import { paceOption } from "../../../src/outbox/pace/index.js";

test("a pace that is left out is five a second per instance and one per chat, and one that is off is none", () => {
  const perInstance = { limit: 5, windowMs: 1_000, burst: 1 };
  const perChat = { limit: 1, windowMs: 1_000, burst: 1 };
  expect(parseOptions(paceOption, undefined)).toEqual({ perInstance, perChat, jitter: 0.2 });
  expect(parseOptions(paceOption, { perChat: false })).toEqual({ perInstance, perChat: null, jitter: 0.2 });
  expect(parseOptions(paceOption, { perChat: { limit: 3, windowMs: 500 } })).toMatchObject({
    perInstance,
    perChat: { limit: 3, windowMs: 500 },
  });
  expect(parseOptions(paceOption, false)).toBeNull();
});

test("without a pace, bottleneck is not even loaded", async () => {
  const isLoaded = () =>
    Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes("/bottleneck/"));
  expect(isLoaded()).toBe(false);
  await import("bottleneck");
  expect(isLoaded()).toBe(true);
});

const rate = { limit: 5, windowMs: 1_000 };

const outbox = z.object({ pace: paceOption });

describe("what is no pace is refused, with a word on how to fix it", () => {
  test.each([
    [0, "Expected `pace` to be limits, or false, got 0"],
    [{ perInstance: 5 }, "Expected `pace.perInstance` to be a limit and its window, or false, got 5 (number). Pass {"],
    [
      { perInstance: { limit: 5 } },
      "Expected `pace.perInstance.windowMs` to be a whole number from 1 to 604800000, got undef",
    ],
    [
      { perChat: { ...rate, limit: 0 } },
      "Expected `pace.perChat.limit` to be a whole number from 1 to 1000000, got 0 (number)",
    ],
    [{ perChat: { ...rate, limit: Number.NaN } }, "Expected `pace.perChat.limit` to be a whole number"],
    [{ perChat: { ...rate, limit: -1 } }, "Expected `pace.perChat.limit` to be a whole number"],
    [{ perChat: { ...rate, limit: Number.POSITIVE_INFINITY } }, "Expected `pace.perChat.limit` to be a whole number"],
    [{ perChat: { ...rate, limit: "5" } }, "Expected `pace.perChat.limit` to be a whole number"],
    [{ perChat: { ...rate, windowMs: 2 ** 31 } }, "Expected `pace.perChat.windowMs` to be a whole number"],
    [{ perChat: { ...rate, windowMs: 0.5 } }, "Expected `pace.perChat.windowMs` to be a whole number"],
    [{ perInstance: { ...rate, burst: 0 } }, "Expected `pace.perInstance.burst` to be a whole number from 1 to 1000"],
    [
      { perInstance: { ...rate, burst: 6 } },
      "Expected `pace.perInstance.burst` to be at most `limit`, got 6 (number). Raise",
    ],
    [{ jitter: -0.1 }, "Expected `pace.jitter` to be a number from 0 to 1, got -0.1 (number). Pass 0.2 for 20 %"],
    [{ jitter: Number.NaN }, "Expected `pace.jitter` to be a number from 0 to 1, got NaN"],
  ])("%j", (given, message) => {
    expect(() => parseOptions(outbox, { pace: given })).toThrow(message);
  });
});
