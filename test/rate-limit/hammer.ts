import { Redis } from "ioredis";
import { createRateLimiter, type LimitRule, redisLimits } from "../../src/rate-limit/index.js";

/** One of the processes of processes.test.ts: says that it is there, and hammers as it is told to. */
const [, , url = "", prefix = ""] = process.argv;
const client = new Redis(url);
const store = redisLimits({ client, prefix });

process.on("message", async ({ rules, subject, checks }: { rules: LimitRule[]; subject: object; checks: number }) => {
  // Nothing may be decided without Redis here.
  const limiter = createRateLimiter({ rules, store, onStoreError: "deny", timeoutMs: 600_000 });
  const decisions = await Promise.all(Array.from({ length: checks }, () => limiter.check(subject)));
  process.send?.({
    allowed: decisions.filter(({ allowed }) => allowed).length,
    undecided: decisions.filter(({ decidedBy }) => decidedBy !== "store").length,
  });
});
client.once("ready", () => process.send?.("ready"));
