import { expect, it, onTestFinished } from "vitest";
import type { Clock } from "../../src/internal/clock.js";
import { createFakeGateway, type FakeInstanceOptions } from "../../src/testing/index.js";
import { scanTerminal } from "../support/scan.js";
import { envOf, run } from "./run.js";

/** A gateway whose time passes by the waits alone; `onWait` sees how many there were. */
async function start(instances: FakeInstanceOptions[], onWait: (waits: number, pair: () => void) => void = () => {}) {
  const gateway = await createFakeGateway({ instances });
  onTestFinished(() => gateway.close());
  let waits = 0;
  const clock: Clock = {
    now: () => gateway.clock.now(),
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      await gateway.clock.advance(ms);
      onWait(++waits, () => gateway.pair("shop"));
    },
  };
  return { gateway, clock, env: envOf(gateway) };
}

/** After a minute and a half: the code has changed twice by then. */
const afterAWhile = (waits: number, pair: () => void) => waits === 50 && pair();

it("draws each QR code, which can be scanned, and says who is connected", async () => {
  const { gateway, ...given } = await start([{ name: "shop", state: "close" }], afterAWhile);
  const drawn: string[] = [];
  const { code, out } = await run(["pair", "shop"], { ...given, onOut: (text) => drawn.push(text) });
  expect(code).toBe(0);
  expect(drawn.slice(0, 3).map(scanTerminal)).toEqual([1, 2, 3].map((n) => `2@fake-shop-${n}`));
  expect(out).toMatch(/Linked devices/);
  expect(out).toMatch(/"shop" is connected as 5511988880000 \(shop\)\.\n$/);
});

it("draws over the code before it where a person watches, dark on light, and says when the window is too narrow", async () => {
  const { gateway, ...given } = await start([{ name: "shop", state: "close" }], afterAWhile);
  const drawn: string[] = [];
  await run(["pair", "shop"], { ...given, isTTY: true, columns: 20, onOut: (text) => drawn.push(text) });
  const [first = "", second = ""] = drawn;
  expect(first.startsWith("\x1b[40;97m█")).toBe(true);
  expect(first).toContain("Make the window at least 25 columns wide");
  // Up by as many lines as the first has, and everything below is cleared.
  expect(second.startsWith(`\x1b[${first.split("\n").length - 1}A\x1b[0J`)).toBe(true);
});

it("shows a code to type for the phone that is named", async () => {
  const { gateway, ...given } = await start([{ name: "shop", state: "close" }], afterAWhile);
  const { code, out } = await run(["pair", "shop", "--number", "+55 11 99999-0001"], given);
  expect(code).toBe(0);
  expect(out).toMatch(/^[A-Z\d]{4}-[A-Z\d]{4}\nIn WhatsApp: .*Link with phone number instead\.\n/);
  const codes = out.match(/^[A-Z\d]{4}-[A-Z\d]{4}$/gm) ?? [];
  expect(new Set(codes).size).toBe(codes.length);
});

it("warns that no code to type may come while the instance is connecting", async () => {
  const { gateway, ...given } = await start([{ name: "shop", state: "connecting" }], afterAWhile);
  const { out } = await run(["pair", "shop", "--number", "5511999990001"], given);
  expect(out).toMatch(/^"shop" is connecting already\. .*log it out/);
});

it("creates an instance only when it is asked to", async () => {
  const { gateway, ...given } = await start([], afterAWhile);
  expect(await run(["pair", "shop"], given)).toEqual({
    code: 1,
    out: "",
    err: 'There is no instance "shop". Add --create to create it.\n',
  });
  const { code, out } = await run(["pair", "shop", "--create"], given);
  expect([code, out.includes("is connected as")]).toEqual([0, true]);
});

it("an instance that is open is connected at once, and is the one where none is named", async () => {
  const { gateway, ...given } = await start([{ name: "shop" }]);
  expect(await run(["pair"], given)).toEqual({
    code: 0,
    out: '"shop" is connected as 5511988880000 (shop).\n',
    err: "",
  });
});

it("fails clearly when nobody scans", async () => {
  const { gateway, ...given } = await start([{ name: "shop", state: "close" }]);
  const { code, err } = await run(["pair", "shop", "--timeout", "10"], given);
  expect(code).toBe(1);
  expect(err).toMatch(/^Nobody has paired "shop" within 10 s\. Try again, or with a longer --timeout\.$/m);
});

it("stops on Ctrl-C", async () => {
  const stop = new AbortController();
  const { gateway, ...given } = await start([{ name: "shop", state: "close" }], (waits) => waits === 2 && stop.abort());
  expect(await run(["pair", "shop"], { ...given, signal: stop.signal })).toMatchObject({
    code: 130,
    err: "Stopped.\n",
  });
});

it.each(["0", "-1", "soon", "1.5"])("--timeout=%s is a wrong call", async (seconds) => {
  const { gateway, ...given } = await start([{ name: "shop", state: "close" }]);
  expect(await run(["pair", "shop", `--timeout=${seconds}`], given)).toMatchObject({
    code: 2,
    err: expect.stringContaining("Expected --timeout to be seconds"),
  });
});
