import { describe, expect, it, onTestFinished } from "vitest";
import { EvolutionClient } from "../../src/index.js";
import { createFakeGateway } from "../../src/testing/index.js";
import { manualClock } from "../support/manual-clock.js";
import { stubGateway } from "../support/stub-gateway.js";
import { virtualClock } from "../support/virtual-clock.js";

async function start(onSleep: (sleeps: number, pair: (name: string) => void) => void = () => {}) {
  const gateway = await createFakeGateway();
  const time = manualClock();
  const clock = {
    now: time.now,
    sleep: async (ms: number, signal?: AbortSignal) => {
      await time.sleep(ms, signal);
      // So long that the code that was shown has had its time.
      await gateway.clock.advance(45_000);
      onSleep(time.slept.length, (name) => gateway.pair(name));
    },
  };
  const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: gateway.apiKey, clock });
  onTestFinished(async () => {
    await client.close();
    await gateway.close();
  });
  return { gateway, client, slept: time.slept };
}

describe("instances.pair", () => {
  it("creates the instance, shows each new QR code once, and resolves when the phone has taken one", async () => {
    const { client, slept } = await start((sleeps, pair) => sleeps === 3 && pair("shop"));
    const codes: string[] = [];
    const paired = await client.instances.pair("shop", {
      onQrCode: ({ code, base64 }) => codes.push(`${code} ${base64?.slice(0, 10)}`),
    });
    expect(paired).toEqual({ instanceName: "shop", hash: expect.stringMatching(/^[0-9A-F-]{36}$/) });
    expect(codes).toEqual([1, 2, 3].map((n) => `2@fake-shop-${n} data:image`));
    expect(slept).toEqual([2_000, 2_000, 2_000]);
  });

  it("asks for a pairing code of one phone", async () => {
    const { client } = await start((_sleeps, pair) => pair("shop"));
    const codes: string[] = [];
    await client.instances.pair("shop", { number: "5511999990001", onPairingCode: (code) => codes.push(code) });
    expect(codes[0]).toMatch(/^[A-Z1-9]{8}$/);
  });

  it("resolves at once for an instance that is open", async () => {
    const { gateway, client, slept } = await start();
    gateway.addInstance({ name: "shop" });
    expect(await client.instances.pair("shop", { onQrCode: () => expect.unreachable() })).toEqual({
      instanceName: "shop",
    });
    expect(slept).toEqual([]);
  });

  it("fails with a reason when nobody scans, and when it is cancelled", async () => {
    const { client } = await start();
    const onQrCode = () => {};
    await expect(client.instances.pair("shop", { onQrCode, timeoutMs: 10_000 })).rejects.toMatchObject({
      name: "TimeoutError",
      timeoutMs: 10_000,
      message: expect.stringContaining("Nobody has scanned"),
    });
    const controller = new AbortController();
    await expect(
      client.instances.pair("shop", { onQrCode: () => controller.abort("enough"), signal: controller.signal }),
    ).rejects.toMatchObject({ name: "AbortError", cause: "enough" });
  });

  it("fails when showing the code fails", async () => {
    const { client } = await start();
    const onQrCode = () => Promise.reject(new Error("no screen"));
    await expect(client.instances.pair("shop", { onQrCode })).rejects.toThrow("no screen");
  });

  it("needs somebody to show the code to", async () => {
    const { client } = await start();
    await expect(client.instances.pair("shop", {})).rejects.toMatchObject({ name: "InvalidArgumentError" });
    await expect(client.instances.pair("shop", { onPairingCode: () => {} })).rejects.toThrow(
      "Expected `number` with `onPairingCode`",
    );
  });
});

describe("instances.pair against a gateway with troubles", () => {
  it("gives up in time when showing the code never ends, and when it is cancelled meanwhile", async () => {
    const { client } = await start();
    const onQrCode = () => new Promise(() => {});
    await expect(client.instances.pair("shop", { onQrCode, timeoutMs: 10_000 })).rejects.toMatchObject({
      name: "TimeoutError",
    });
    const time = virtualClock();
    const gateway = await createFakeGateway({ instances: [{ name: "shop", state: "close" }] });
    onTestFinished(() => gateway.close());
    await using other = new EvolutionClient({ baseUrl: gateway.url, apiKey: gateway.apiKey, clock: time });
    const stop = new AbortController();
    const pairing = other.instances.pair("shop", {
      onQrCode: () => {
        setImmediate(() => stop.abort("enough"));
        return new Promise(() => {});
      },
      signal: stop.signal,
    });
    await expect(pairing).rejects.toMatchObject({ name: "AbortError", cause: "enough" });
  });

  it("goes on with an instance that somebody else has created meanwhile", async () => {
    const gateway = await stubGateway(
      { status: 404, body: { response: { message: ["does not exist"] } } },
      { status: 403, body: { response: { message: ['This name "shop" is already in use.'] } } },
      { status: 200, body: { instance: { state: "open" } } },
    );
    await using client = new EvolutionClient({ baseUrl: gateway.url, apiKey: "k", clock: manualClock() });
    expect(await client.instances.pair("shop", { onQrCode: () => {} })).toEqual({ instanceName: "shop" });
  });

  it("waits for a gateway that is starting", async () => {
    const gateway = await stubGateway(
      { status: 503, body: {} },
      { status: 200, body: { instance: { state: "close" } } },
      { status: 200, body: { instance: { state: "open" } } },
    );
    await using client = new EvolutionClient({ baseUrl: gateway.url, apiKey: "k", clock: manualClock() });
    expect(await client.instances.pair("shop", { onQrCode: () => {} })).toEqual({ instanceName: "shop" });
  });
});

describe("instances.waitUntilOpen", () => {
  it("resolves when it opens, and says when it did not", async () => {
    const { gateway, client } = await start((sleeps, pair) => sleeps === 2 && pair("shop"));
    gateway.addInstance({ name: "shop", state: "connecting" });
    gateway.addInstance({ name: "dead", state: "close" });
    await client.instances.waitUntilOpen("shop");
    await expect(client.instances.waitUntilOpen("dead", { timeoutMs: 5_000 })).rejects.toMatchObject({
      name: "TimeoutError",
    });
    for (const options of [{ timeoutMs: Number.NaN }, { pollMs: Number.NaN }, { pollMs: 0 }, { pollMs: -1 }]) {
      await expect(client.instances.waitUntilOpen("dead", options)).rejects.toMatchObject({
        name: "InvalidArgumentError",
      });
    }
    await expect(client.instances.waitUntilOpen("none")).rejects.toMatchObject({ name: "NotFoundError" });
  });

  it("lets no request wait longer than itself, and asks a gateway again that is just starting", async () => {
    const hangs = await stubGateway(() => {});
    await using client = new EvolutionClient({ baseUrl: hangs.url, apiKey: "k" });
    await expect(client.instances.waitUntilOpen("shop", { timeoutMs: 100, pollMs: 50 })).rejects.toMatchObject({
      name: "TimeoutError",
      timeoutMs: 100,
      cause: { name: "TimeoutError" },
    });

    const clock = manualClock();
    const starting = await stubGateway(
      { status: 502, body: "<html>" },
      { status: 503, body: {} },
      { status: 200, body: { instance: { state: "open" } } },
    );
    await using other = new EvolutionClient({ baseUrl: starting.url, apiKey: "k", clock });
    await other.instances.waitUntilOpen("shop");
    expect(clock.slept).toEqual([2_000, 2_000]);
  });

  it.each([null, [], "open", { instance: null }, { instance: [] }])("takes %j for not open", async (body) => {
    const gateway = await stubGateway({ status: 200, body: JSON.stringify(body) });
    await using client = new EvolutionClient({ baseUrl: gateway.url, apiKey: "k", clock: manualClock() });
    const waiting = client.instances.waitUntilOpen("shop", { timeoutMs: 5_000 });
    await expect(waiting).rejects.toMatchObject({ name: "TimeoutError" });
    const pairing = client.instances.pair("shop", { timeoutMs: 5_000, onQrCode: () => expect.unreachable() });
    await expect(pairing).rejects.toMatchObject({ name: "TimeoutError" });
  });
});
