import { describe, expect, it } from "vitest";
import { listenTarget } from "../../../src/cli/doctor/listener.js";
import { EvolutionClient } from "../../../src/index.js";
import type { Clock } from "../../../src/internal/clock.js";
import { systemClock } from "../../../src/internal/clock.js";
import { manualClock } from "../../support/manual-clock.js";
import { envelope, stubGateway } from "../../support/stub-gateway.js";
import { envOf, run } from "../run.js";
import { diagnose, freePort, gatewayWith } from "./diagnose.js";

const name = "webhook from gateway";

/** A clock that is off. */
const offBy = (ms: number): Clock => ({ ...systemClock, now: () => Date.now() + ms });

async function listening() {
  const port = await freePort();
  return { port, listen: ["--listen", `http://127.0.0.1:${port}`] };
}

describe("webhook from gateway", () => {
  it("cannot be seen without a receiver here, and says how", async () => {
    const found = await diagnose(await gatewayWith([{ name: "shop" }]));
    expect(found.of(name)).toMatchObject({ status: "skipped", fix: expect.stringContaining("--listen") });
  });

  it("is seen by an event of a throw-away instance, which is gone afterwards", async () => {
    const gateway = await gatewayWith([
      { name: "shop", webhook: { url: "http://127.0.0.1:1/", events: ["MESSAGES_UPSERT"] } },
    ]);
    const { listen } = await listening();
    const found = await diagnose(gateway, [...listen, "--no-deliver", "--instance", "shop"]);
    expect(found.of(name)).toMatchObject({ status: "ok", seen: expect.stringContaining("signed with jwt_key") });
    expect(found.of(name)?.seen).toContain("the webhook's own host");
    expect(found.of("date_time")).toMatchObject({ status: "ok" });
    expect(gateway.deliveries.map(({ event, status }) => [event, status])).toEqual([["instance.create", 200]]);
    const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: gateway.apiKey });
    expect((await client.instances.fetchInstances()).map((row) => row.name)).toEqual(["shop"]);
    await client.close();
  });

  it("does not come", async () => {
    const gateway = await gatewayWith([{ name: "shop" }]);
    const { port } = await listening();
    const other = await freePort();
    // The gateway is sent to a port on which nobody listens.
    const listen = ["--listen", `http://127.0.0.1:${other}`, "--listen-port", String(port)];
    const found = await diagnose(gateway, listen, { clock: manualClock(Date.now()) });
    expect(found.of(name)).toMatchObject({
      status: "fail",
      seen: `nothing came to http://127.0.0.1:${other} within 20 s`,
      fix: expect.stringContaining("wget"),
    });
    expect(found.of("date_time")).toMatchObject({ status: "skipped" });
    expect(found.code).toBe(1);
    const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: gateway.apiKey });
    expect(await client.instances.fetchInstances()).toHaveLength(1);
    await client.close();
  });

  it("needs the global key", async () => {
    const gateway = await gatewayWith([{ name: "shop", token: "TOKEN-OF-SHOP" }]);
    const { listen } = await listening();
    expect((await diagnose({ url: gateway.url, apiKey: "TOKEN-OF-SHOP" }, listen)).of(name)).toMatchObject({
      status: "skipped",
      seen: expect.stringContaining("global key"),
    });
  });

  it("says which instance it could not delete, and what came without a token", async () => {
    let path = "";
    const gateway = await stubGateway(async (response, { method, url, body }) => {
      if (url === "/instance/create") {
        path = (body as { webhook: { url: string } }).webhook.url;
        await fetch(path, { method: "POST", body: "{}", headers: { "content-type": "application/json" } });
      }
      const answers: Readonly<Record<string, unknown>> = {
        "/": { version: "2.3.7" },
        "/verify-creds": {},
        "/instance/connectionState/shop": { instance: { state: "open" } },
        "/webhook/find/shop": null,
        "/instance/create": {},
        "/chat/findMessages/shop": { messages: { total: 1, records: [] } },
      };
      const isKnown = url in answers && method !== "DELETE";
      response.writeHead(isKnown ? 200 : 400, { "content-type": "application/json" });
      response.end(JSON.stringify(isKnown ? answers[url] : envelope(400, "Bad Request", ["busy"]).body));
    });
    const { listen, port } = await listening();
    const found = await diagnose({ url: gateway.url, apiKey: "key" }, [...listen, "--instance", "shop"]);
    expect(path).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/[0-9a-f-]{36}$`));
    expect(found.all(name)).toMatchObject([
      { status: "fail", seen: expect.stringContaining("a delivery came and was not the gateway's") },
      {
        status: "warn",
        seen: expect.stringMatching(/^the instance evolution-kit-doctor-[0-9a-f]{8} is still there: .*busy/),
      },
    ]);
  });
});

describe("date_time of an event", () => {
  it.each([
    ["local time of São Paulo", 3 * 3_600_000, "warn", /local time marked as UTC: 3 h behind/],
    ["local time of India", -5.5 * 3_600_000, "warn", /local time marked as UTC: 5\.5 h ahead/],
    ["of a clock that is wrong", 5 * 60_000, "warn", /differ by (299|300) s/],
  ])("is %s", async (_, ms, status, seen) => {
    const gateway = await gatewayWith([{ name: "shop" }]);
    const { listen } = await listening();
    const found = await diagnose(gateway, listen, { clock: offBy(ms) });
    expect(found.of("date_time")).toMatchObject({ status, seen: expect.stringMatching(seen), fix: expect.any(String) });
  });
});

it.each<[string, string | undefined, RegExp]>([
  ["10.0.0.7:8099", undefined, /Expected --listen to be this machine's address/],
  ["ftp://10.0.0.7", undefined, /Expected --listen/],
  ["http://10.0.0.7", "port", /Expected --listen-port/],
  ["http://10.0.0.7", "70000", /Expected --listen-port/],
])("--listen %s with port %s is a wrong call", (address, port, message) => {
  expect(() => listenTarget(address, port)).toThrow(message);
});

it("--listen has the address's port unless another is given", () => {
  expect(listenTarget("http://10.0.0.7:8099", undefined).port).toBe(8099);
  expect(listenTarget("http://10.0.0.7", undefined).port).toBe(80);
  expect(listenTarget("https://abc.tunnel.example/x", undefined).port).toBe(443);
  expect(listenTarget("https://abc.tunnel.example/x", "8099").port).toBe(8099);
});

it("a port that is taken is a wrong call, and nothing was created", async () => {
  const gateway = await gatewayWith([{ name: "shop" }]);
  const taken = new URL(gateway.url).port;
  const { code, err } = await run(["doctor", "--listen", `http://127.0.0.1:${taken}`], { env: envOf(gateway) });
  expect([code, err.includes("EADDRINUSE")]).toEqual([2, true]);
});
