import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { lineOf, summaryOf, wantsColours } from "../../../src/cli/doctor/report.js";
import { root } from "../../docs/blocks.js";
import { envOf, run } from "../run.js";
import { diagnose, gatewayWith, receiver } from "./diagnose.js";

it("prints a line for each diagnosis, its fix below, and a summary last", async () => {
  const gateway = await gatewayWith([{ name: "shop", state: "close" }]);
  const { code, out, err } = await run(["doctor"], { env: envOf(gateway) });
  expect([code, err]).toEqual([1, ""]);
  const lines = out.trimEnd().split("\n");
  expect(lines).toContain("✓ key                    the global key");
  expect(lines).toContain('✗ instance               "shop" is closed');
  expect(lines[lines.indexOf('✗ instance               "shop" is closed') + 1]).toBe(
    "    → Pair it: npx evolution-kit pair shop",
  );
  expect(lines.at(-1)).toBe("3 ok, 2 problems, 5 not looked at.");
  expect(out).not.toContain("\x1b");
  expect(out).not.toContain(gateway.apiKey);
});

it("prints JSON when asked to, and nothing else", async () => {
  const { url } = await receiver({ auth: "none" });
  const gateway = await gatewayWith([{ name: "shop", webhook: { url, events: ["MESSAGES_UPSERT"] } }]);
  const { code, ok, names, out } = await diagnose(gateway);
  expect([code, ok]).toEqual([0, true]);
  expect(JSON.parse(out).count).toEqual({ ok: 8, warn: 1, fail: 0, skipped: 6 });
  expect(names).toEqual([
    "gateway",
    "version",
    "key",
    "instance",
    "webhook",
    "webhook events",
    "webhook address",
    "webhook delivery",
    "webhook secret",
    "webhook jwt",
    "webhook from gateway",
    "date_time",
    "one webhook",
    "messages stored",
    "redis",
  ]);
  const guide = readFileSync(join(root, "docs/guide/command-line.md"), "utf8");
  expect(names.filter((name) => !guide.includes(`\`${name}\``) && name !== "redis")).toEqual([]);
});

it("has colours for people who do not mind", () => {
  const diagnosis = { name: "key", status: "fail", seen: "refused", fix: "Another." } as const;
  expect(lineOf(diagnosis, true)).toBe("\x1b[31m✗\x1b[39m key                    refused\n    → Another.\n");
  expect(lineOf(diagnosis, false)).toBe("✗ key                    refused\n    → Another.\n");
  expect(wantsColours({ isTTY: true }, {})).toBe(true);
  expect(wantsColours({ isTTY: true }, { NO_COLOR: "1" })).toBe(false);
  expect(wantsColours({}, {})).toBe(false);
});

it("counts in words", () => {
  const of = (status: "ok" | "warn" | "fail" | "skipped") => ({ name: "", status, seen: "" });
  expect(summaryOf([of("ok")])).toBe("1 ok.\n");
  expect(summaryOf([of("ok"), of("warn"), of("fail"), of("skipped")])).toBe(
    "1 ok, 1 warning, 1 problem, 1 not looked at.\n",
  );
});

it("stops on Ctrl-C", async () => {
  const gateway = await gatewayWith([{ name: "shop" }]);
  const stop = new AbortController();
  stop.abort();
  expect(await run(["doctor"], { env: envOf(gateway), signal: stop.signal })).toMatchObject({
    code: 130,
    err: "Stopped.\n",
  });
});

it.each([
  [["shop"], /pass the instance as --instance/],
  [["--redis", "localhost:6379"], /Expected --redis to begin with redis:\/\//],
])("%j is a wrong call", async (args, message) => {
  const gateway = await gatewayWith([{ name: "shop" }]);
  const { code, err } = await run(["doctor", ...args], { env: envOf(gateway) });
  expect([code, message.test(err)]).toEqual([2, true]);
});
