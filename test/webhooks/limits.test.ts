import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import express from "express";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { apiKeyAuth, createWebhook, type WebhookError } from "../../src/webhooks/index.js";
import { body, headers, listening, post, secret, serve } from "../support/receiver.js";
import { settle, virtualClock } from "../support/virtual-clock.js";

/** Opens a connection and sends the beginning of a delivery; what comes back is collected until the other end closes. */
async function trickle(url: string): Promise<{ socket: Socket; answer: Promise<string> }> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  let text = "";
  socket.on("data", (chunk) => (text += chunk));
  const answer = once(socket, "close").then(() => text);
  socket.write(`POST / HTTP/1.1\r\nhost: x\r\nx-webhook-secret: ${secret}\r\ncontent-length: 100\r\n\r\n{`);
  return { socket, answer };
}

/** Until somebody sleeps on the clock: then the body is being read. */
async function reading(clock: ReturnType<typeof virtualClock>): Promise<void> {
  while (clock.sleepers().length === 0) await settle();
}

describe("a body that trickles", () => {
  it("is given up after bodyTimeoutMs: 408, which the gateway sends again, and the connection is closed", async () => {
    const clock = virtualClock();
    const { webhook } = listening({ clock, bodyTimeoutMs: 5_000 });
    const told: WebhookError[] = [];
    webhook.onError((error) => told.push(error));
    const { socket, answer } = await trickle(await serve(webhook.node));
    await reading(clock);
    await clock.advance(4_999);
    socket.write('"');
    await settle();
    expect(told).toEqual([]);
    await clock.advance(1);
    expect(await answer).toMatch(/^HTTP\/1\.1 408 .*connection: close.*not complete after 5000 ms/is);
    expect(told.map(({ status }) => status)).toEqual([408]);
  });

  it("is given up also where the body is what proves the sender", async () => {
    const clock = virtualClock();
    const webhook = createWebhook({ auth: apiKeyAuth({ key: "instance-token" }), clock });
    const { answer } = await trickle(await serve(webhook.node));
    await reading(clock);
    await clock.advance(60_000);
    expect(await answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("costs nothing without the secret: it is not waited for", async () => {
    const clock = virtualClock();
    const { webhook } = listening({ clock, auth: () => false });
    const { answer } = await trickle(await serve(webhook.node));
    expect(await answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(clock.sleepers()).toEqual([]);
  });

  it("is given up on webhook.fetch, and its stream cancelled", async () => {
    const clock = virtualClock();
    const { webhook } = listening({ clock, bodyTimeoutMs: 5_000 });
    const cancelled = vi.fn();
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array([123])),
      cancel: cancelled,
    });
    const init = { method: "POST", headers, body: stream, duplex: "half" } as RequestInit;
    const answer = webhook.fetch(new Request("https://bot.example.com/", init));
    await reading(clock);
    await clock.advance(5_000);
    expect((await answer).status).toBe(408);
    expect(cancelled).toHaveBeenCalledOnce();
  });

  it("leaves no timer behind once it is complete", async () => {
    const clock = virtualClock();
    const { webhook, texts } = listening({ clock });
    expect((await post(await serve(webhook.node))).status).toBe(200);
    expect((await webhook.fetch(new Request("https://x.example", { method: "POST", headers, body }))).status).toBe(200);
    expect([texts, clock.sleepers()]).toEqual([["oi", "oi"], []]);
  });
});

describe("a packed body", () => {
  const packed = new Uint8Array(gzipSync(body));
  const init = { headers: { ...headers, "content-encoding": "gzip" }, body: packed };

  it("is answered 415, which the gateway sends again: some proxy's setting is to be corrected", async () => {
    const { webhook } = listening();
    const response = await post(await serve(webhook.node), init);
    expect([response.status, await response.json()]).toEqual([
      415,
      { status: 415, error: 'Expected a body without content-encoding, got "gzip".' },
    ]);
    expect((await webhook.fetch(new Request("https://x.example", { method: "POST", ...init }))).status).toBe(415);
    expect(await webhook.receive({ headers, body: packed })).toMatchObject({ status: 415 });
  });

  it("is received where a parser in front has unpacked it", async () => {
    for (const parser of [express.json(), express.raw({ type: "*/*" }), express.text({ type: "*/*" })]) {
      const { webhook, texts } = listening();
      const app = express().use(parser, webhook.node);
      expect((await post(await serve(app), init)).status).toBe(200);
      expect(texts).toEqual(["oi"]);
    }
  });
});

it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, "60s"])(
  "a webhook cannot be created with a bodyTimeoutMs of %s",
  (bodyTimeoutMs) => {
    expect(() => createWebhook({ auth: "none", bodyTimeoutMs: bodyTimeoutMs as number })).toThrow(
      "Expected `bodyTimeoutMs` to be milliseconds above 0",
    );
  },
);
