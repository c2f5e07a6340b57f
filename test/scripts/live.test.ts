import { type ChildProcess, execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { table } from "../../scripts/live/table.js";
import type { Clock } from "../../src/internal/clock.js";
import { type ContractResult, createFakeGateway } from "../../src/testing/index.js";

const script = fileURLToPath(new URL("../../scripts/live.ts", import.meta.url));

interface Ended {
  readonly code: unknown;
  readonly out: string;
  readonly err: string;
}

/** What `npm run test:live` prints and exits with. */
function live(given: Record<string, string>): Promise<Ended> & { child: ChildProcess } {
  const names = ["EVOLUTION_URL", "EVOLUTION_API_KEY", "EVOLUTION_INSTANCE", "EVOLUTION_NUMBER"];
  const inherited = Object.entries(process.env).filter(([name]) => !names.includes(name));
  const options = { env: { ...Object.fromEntries(inherited), ...given }, encoding: "utf8" } as const;
  let end = (_: Ended) => {};
  const ended = new Promise<Ended>((resolve) => {
    end = resolve;
  });
  const child = execFile(process.execPath, ["--import", "tsx", script], options, (error, out, err) =>
    end({ code: error ? error.code : 0, out, err }),
  );
  return Object.assign(ended, { child });
}

it("without an address it says that it runs against the fake gateway, which passes; the counts come last", async () => {
  const { code, out, err } = await live({});
  expect(out).toMatch(/^EVOLUTION_URL is not set: this is the fake gateway, not a real one\.\n/);
  expect(out.trimEnd().split("\n").at(-1)).toMatch(/^passed \d{3}, failed 0, skipped \d+$/);
  expect(out.split("\n").filter((line) => line.length > 120)).toEqual([]);
  expect(code).toBe(0);
  expect(out + err).not.toContain("fake-global-key");
}, 20_000);

it("stopped by Ctrl-C, it deletes what it made and counts the rest as skipped", async () => {
  let wait = () => {};
  const waiting = new Promise<void>((resolve) => {
    wait = resolve;
  });
  // Showing "typing…" takes for ever here.
  const clock: Clock = {
    now: Date.now,
    sleep() {
      wait();
      return new Promise(() => {});
    },
  };
  const gateway = await createFakeGateway({ instances: [{ name: "shop" }], clock });
  onTestFinished(() => gateway.close());
  const env = { EVOLUTION_URL: gateway.url, EVOLUTION_API_KEY: gateway.apiKey };
  const stopped = live({ ...env, EVOLUTION_INSTANCE: "shop", EVOLUTION_NUMBER: "5511999990001" });
  await waiting;
  stopped.child.kill("SIGINT");
  const { code, out, err } = await stopped;
  expect(code).toBe(1);
  expect(err).toContain("Stopping, and deleting what was created.");
  expect(out).toMatch(/failed 0, skipped \d\d+$/m);
  const response = await fetch(`${gateway.url}/instance/fetchInstances`, { headers: { apikey: gateway.apiKey } });
  expect(((await response.json()) as unknown[]).length).toBe(1);
  expect(out + err).not.toContain(gateway.apiKey);
}, 20_000);

it("says what to set when something is missing, and when nothing answers, without the key", async () => {
  const EVOLUTION_URL = "http://127.0.0.1:1";
  const [noKey, noNumber, nobody] = await Promise.all([
    live({ EVOLUTION_URL }),
    live({ EVOLUTION_URL, EVOLUTION_API_KEY: "my-own-key", EVOLUTION_INSTANCE: "shop" }),
    live({ EVOLUTION_URL, EVOLUTION_API_KEY: "my-own-key" }),
  ]);
  expect(noKey).toMatchObject({ code: 2, err: expect.stringContaining("Set EVOLUTION_API_KEY") });
  expect(noNumber).toMatchObject({ code: 2, err: expect.stringContaining("Set EVOLUTION_NUMBER") });
  expect(nobody).toMatchObject({ code: 1, err: expect.stringContaining(`No gateway answered at ${EVOLUTION_URL}`) });
  expect(JSON.stringify([noNumber, nobody])).not.toContain("my-own-key");
}, 20_000);

it("a row that differs says so, and what differs stands below it", () => {
  const result: ContractResult = {
    endpoint: "findSettings",
    route: "GET /settings/find/:instanceName",
    on: "WHATSAPP-BAILEYS",
    expected: "200 as stored",
    seen: "200",
    outcome: "failed",
    detail: "msgCall: expected string or null, got undefined",
  };
  const [, , row, detail] = table([result]);
  expect(row?.split("|").map((cell) => cell.trim())).toEqual([
    "GET /settings/find (unpaired)",
    "200 as stored",
    "200 FAILED",
  ]);
  expect(detail).toBe("    msgCall: expected string or null, got undefined");
});
