import { getEventListeners } from "node:events";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import {
  EvolutionClient,
  isAbortError,
  isAuthenticationError,
  isConnectionError,
  isInvalidArgumentError,
  isMediaError,
  isTimeoutError,
  type MediaStream,
  type Transport,
} from "../../src/index.js";
import { manualClock } from "../support/manual-clock.js";
import { mediaSetup as setup } from "../support/media-setup.js";
import { envelope, sentText } from "../support/stub-gateway.js";

const number = "5511999990001";
const piece = Buffer.alloc(64 * 1024, 7);
const document = (media: MediaStream) => ({ number, mediatype: "document", media, fileName: "a.bin" }) as const;
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as Error & { delivery?: string; cause?: unknown },
  );

/** A Node stream that gives some pieces and then does as it is told. */
function stream(pieces: number, then: "fails" | "ends" | "hangs") {
  let given = 0;
  const source = new Readable({
    read() {
      if (given++ < pieces) this.push(piece);
      else if (then === "fails") this.destroy(new Error("disk on fire"));
      else if (then === "ends") this.push(null);
    },
  });
  return source;
}

describe.each(["undici", "fetch"] as const)("a stream that does not end well, over %s", (transport) => {
  it.each([0, 1, 40])("fails after %i pieces: nothing was sent, and the next send works", async (pieces) => {
    const { shop, requests } = await setup(transport);
    const error = await caught(shop.messages.sendMedia(document(stream(pieces, "fails"))));
    expect(isMediaError(error), String(error)).toBe(true);
    expect(error).toMatchObject({
      delivery: "not-sent",
      instanceName: "shop",
      endpoint: "POST /message/sendMedia/:instanceName",
      message: expect.stringContaining("disk on fire"),
      cause: { message: "disk on fire" },
    });
    expect(requests).toEqual([]);
    await shop.messages.sendText({ number, text: "oi" });
    await shop.messages.sendMedia(document(stream(3, "ends")));
    expect(requests).toHaveLength(2);
  });

  it("is larger than the limit, which only its end tells: nothing was sent, and it is stopped", async () => {
    const { shop, requests } = await setup(transport, { mediaLimits: { document: 20 * piece.length } });
    const source = stream(Number.POSITIVE_INFINITY, "ends");
    const error = await caught(shop.messages.sendMedia(document(source)));
    expect(isInvalidArgumentError(error), String(error)).toBe(true);
    expect(error).toMatchObject({
      delivery: "not-sent",
      message: expect.stringMatching(/1\.3 MB.*got more than that/),
    });
    expect(source.destroyed).toBe(true);
    expect(requests).toEqual([]);
  });

  it.each([0, 2])("hangs after %i pieces: the time is up, nothing was sent, and it is stopped", async (pieces) => {
    const { shop, requests } = await setup(transport);
    const source = stream(pieces, "hangs");
    const error = await caught(shop.messages.sendMedia(document(source), { timeoutMs: 50 }));
    expect(isTimeoutError(error), String(error)).toBe(true);
    expect(error?.delivery).toBe("not-sent");
    expect(source.destroyed).toBe(true);
    expect(requests).toEqual([]);
    await shop.messages.sendText({ number, text: "oi" });
  });

  it.each([0, 2])("is cancelled by the caller after %i pieces", async (pieces) => {
    const { shop, requests } = await setup(transport);
    const source = stream(pieces, "hangs");
    const stop = new AbortController();
    const sending = caught(shop.messages.sendMedia(document(source), { signal: stop.signal }));
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort(new Error("changed my mind"));
    const error = await sending;
    expect(isAbortError(error), String(error)).toBe(true);
    expect(error).toMatchObject({ delivery: "not-sent", cause: { message: "changed my mind" } });
    expect(source.destroyed).toBe(true);
    expect(requests).toEqual([]);
    expect(getEventListeners(stop.signal, "abort").length).toBeLessThan(2);
  });

  it("is not touched when the signal has fired before", async () => {
    const { shop } = await setup(transport);
    const source = stream(1, "ends");
    const error = await caught(shop.messages.sendMedia(document(source), { signal: AbortSignal.abort() }));
    expect(isAbortError(error)).toBe(true);
    expect(error?.delivery).toBe("not-sent");
    expect(source.destroyed).toBe(false);
  });

  it("is stopped when the gateway refuses before it has read everything", async () => {
    const { shop } = await setup(transport, {}, envelope(401, "Unauthorized", "Unauthorized"));
    const source = stream(2, "ends");
    const error = await caught(shop.messages.sendMedia(document(source)));
    expect(isAuthenticationError(error), String(error)).toBe(true);
    expect(error?.delivery).toBe("not-sent");
    expect(source.destroyed).toBe(true);
  });

  it("was sent whole and the connection broke: nobody can tell", async () => {
    const { shop } = await setup(transport, {}, (response) => void response.destroy());
    const error = await caught(shop.messages.sendMedia(document(stream(2, "ends"))));
    expect(isConnectionError(error), String(error)).toBe(true);
    expect(error?.delivery).toBe("unknown");
  });
});

describe("a web stream", () => {
  it("is cancelled when its time is up", async () => {
    const { shop } = await setup();
    let cancelled = false;
    const media = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(piece),
      pull: () => new Promise(() => {}),
      cancel: () => {
        cancelled = true;
      },
    });
    const error = await caught(shop.messages.sendMedia(document(media), { timeoutMs: 50 }));
    expect(isTimeoutError(error), String(error)).toBe(true);
    expect(cancelled).toBe(true);
  });
});

describe("trying again", () => {
  const refused = () => Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

  /** Reads as much as it is told before it is refused; the last attempt works. */
  function transport(...reads: number[]) {
    const received: number[] = [];
    let length = 0;
    const fake: Transport = {
      async request({ body, headers }) {
        length = Number(headers["content-length"]);
        const read = reads.shift();
        let bytes = 0;
        if (typeof body === "object" && read !== 0) {
          for await (const each of body.open(() => {})) {
            bytes += each.length;
            if (read !== undefined) break;
          }
        }
        received.push(bytes);
        if (read !== undefined) throw refused();
        return { status: 201, retryAfter: undefined, text: JSON.stringify(sentText) };
      },
      async close() {},
    };
    return { fake, received, announced: () => length };
  }

  const clientOf = (fake: Transport) =>
    new EvolutionClient({
      baseUrl: "http://127.0.0.1:1",
      apiKey: "k",
      transport: fake,
      clock: manualClock(),
      random: () => 0,
    }).instance("shop").messages;

  it("reads bytes, blobs and files from their beginning", async () => {
    const whole = new Uint8Array(100_000).fill(7);
    const reads = { fileName: "a.bin", open: async () => ({ size: whole.length, stream: new Blob([whole]).stream() }) };
    for (const media of [whole, new Blob([whole]), reads]) {
      const { fake, received, announced } = transport(1, 1);
      await clientOf(fake).sendMedia({ number, mediatype: "document", media, fileName: "a.bin" });
      expect(received[0]).toBeLessThan(1_000);
      expect(received[2]).toBe(announced());
    }
  });

  it("uses a stream that nobody has begun to read", async () => {
    const { fake, received } = transport(0, 0);
    await clientOf(fake).sendMedia(document(stream(3, "ends")));
    expect(received.at(-1)).toBeGreaterThan(3 * piece.length);
  });

  it("gives up on one that was begun", async () => {
    const { fake, received } = transport(1);
    const error = await caught(clientOf(fake).sendMedia(document(stream(3, "ends"))));
    expect(isConnectionError(error), String(error)).toBe(true);
    expect(error?.delivery).toBe("not-sent");
    expect(received).toHaveLength(1);
  });
});

it("a file that grows while it is sent is a MediaError", async () => {
  const { shop, requests } = await setup();
  const media = { fileName: "log.txt", open: async () => ({ size: 10, stream: stream(1, "ends") }) };
  const error = await caught(shop.messages.sendMedia({ number, mediatype: "document", media }));
  expect(isMediaError(error), String(error)).toBe(true);
  expect(error).toMatchObject({
    delivery: "not-sent",
    message: expect.stringContaining("had 10 bytes when it was opened"),
  });
  expect(requests).toEqual([]);
});
