import { getEventListeners } from "node:events";
import { createReadStream } from "node:fs";
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

  it("is stopped when the signal has fired before", async () => {
    const { shop } = await setup(transport);
    const source = stream(1, "ends");
    const error = await caught(shop.messages.sendMedia(document(source), { signal: AbortSignal.abort() }));
    expect(isAbortError(error)).toBe(true);
    expect(error?.delivery).toBe("not-sent");
    expect(source.destroyed).toBe(true);
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

describe("what must not be taken for something else", () => {
  it("a signal's reason that looks like a network's refusal: the message had left", async () => {
    const stop = new AbortController();
    const reason = Object.assign(new Error("redis down"), { code: "ECONNREFUSED" });
    const { shop } = await setup("undici", {}, () => stop.abort(reason));
    const text = await caught(shop.messages.sendText({ number, text: "x" }, { signal: stop.signal }));
    expect(text).toMatchObject({ name: "AbortError", delivery: "unknown", cause: { message: "redis down" } });
  });

  it.each(["undici", "fetch"] as const)(
    "an answer that had begun, over %s: the message may have been taken",
    async (transport) => {
      const { shop, requests } = await setup(transport, {}, (response) => {
        response.writeHead(201, { "content-type": "application/json" });
        response.write('{"key":', () => response.destroy());
      });
      const error = await caught(shop.messages.sendMedia(document(stream(2, "ends"))));
      expect(error).toMatchObject({ name: "ConnectionError", delivery: "unknown" });
      expect(requests).toHaveLength(1);
    },
  );

  it.each(["undici", "fetch"] as const)(
    "an iterator whose return() is odd, over %s: the send succeeded",
    async (transport) => {
      const { shop } = await setup(transport);
      for (const odd of [() => ({ done: true }), () => undefined, () => Promise.reject(new Error("no")), throwing]) {
        const pieces = [piece, piece];
        const media = {
          [Symbol.asyncIterator]: () => ({
            next: async () => ({ done: pieces.length === 0, value: pieces.pop() }),
            return: odd,
          }),
        };
        const sent = await shop.messages.sendMedia(document(media as never));
        expect(sent.key.id).toBe(sentText.key.id);
      }
    },
  );

  it("a piece that is undefined: no end, but no bytes either", async () => {
    const { shop, requests } = await setup();
    async function* holes() {
      yield piece;
      yield undefined as never;
      yield piece;
    }
    const error = await caught(shop.messages.sendMedia(document(holes())));
    expect(isInvalidArgumentError(error), String(error)).toBe(true);
    expect(error).toMatchObject({ delivery: "not-sent", message: expect.stringContaining("bytes, got undefined") });
    expect(requests).toEqual([]);
  });

  it("a buffer that its source fills again and again", async () => {
    const { shop, requests } = await setup();
    async function* refilled() {
      const buffer = Buffer.alloc(1_000);
      for (let i = 0; i < 10; i++) yield buffer.fill(i);
    }
    await shop.messages.sendMedia(document(refilled()));
    await shop.messages.sendMedia({ ...document(refilled()), delay: 1 });
    const [first, second] = requests.map(({ body }) => body as { file: { bytes: Buffer }; media: string });
    const form = first?.file.bytes ?? Buffer.alloc(0);
    const base64 = Buffer.from(second?.media ?? "", "base64");
    for (const bytes of [form, base64])
      expect([...Array(10).keys()].map((i) => bytes[i * 1_000])).toEqual([...Array(10).keys()]);
  });
});

function throwing(): never {
  throw new Error("no");
}

describe("a stream of a call that is refused", () => {
  it.each([
    ["for its number", { number: "Maria" }],
    ["for its size, as base64", { delay: 1 }],
    ["for its MIME type", { mimetype: "text/plain\r\n\r\nEVIL" }],
  ])("%s is stopped", async (_, more) => {
    const { shop, requests } = await setup("undici", { mediaLimits: { document: piece.length } });
    const source = stream(3, "ends");
    const error = await caught(shop.messages.sendMedia({ ...document(source), ...more }));
    expect(isInvalidArgumentError(error), String(error)).toBe(true);
    expect(source.destroyed).toBe(true);
    expect(requests).toEqual([]);
  });

  it("may fail by itself meanwhile, which ends nothing", async () => {
    const { shop } = await setup("undici", { validate: true });
    const failing = () => createReadStream("/no/such/file");
    const refused = await caught(shop.messages.sendMedia({ ...document(failing()), number: "Maria" }));
    expect(isInvalidArgumentError(refused)).toBe(true);
    const error = await caught(shop.messages.sendMedia(document(failing())));
    expect(isMediaError(error), String(error)).toBe(true);
    expect(error?.delivery).toBe("not-sent");
  });

  it("is cancelled, if it is a web stream", async () => {
    const { shop } = await setup();
    let cancelled = false;
    const media = new ReadableStream<Uint8Array>({
      cancel: () => {
        cancelled = true;
      },
    });
    await caught(shop.messages.sendMedia({ ...document(media), number: "Maria" }));
    expect(cancelled).toBe(true);
  });
});

it("an attempt that lives on does not touch the next one", async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let opened = 0;
  const media = {
    fileName: "a.bin",
    open: async () => {
      const isFirst = opened++ === 0;
      async function* pieces() {
        yield piece;
        if (isFirst) await gate;
        else yield piece;
      }
      return { stream: pieces() };
    },
  };
  let attempts = 0;
  const received: number[] = [];
  const transport: Transport = {
    async request({ body }) {
      if (typeof body !== "object") throw new Error("no body");
      const pieces = body.open(() => {})[Symbol.asyncIterator]();
      if (attempts++ === 0) {
        await pieces.next();
        await pieces.next();
        void pieces.next().catch(() => {});
        throw Object.assign(new Error("connect ECONNRESET"), { code: "ECONNRESET" });
      }
      let bytes = 0;
      for (let read = await pieces.next(); !read.done; read = await pieces.next()) {
        open();
        bytes += read.value.length;
      }
      received.push(bytes);
      return { status: 201, retryAfter: undefined, text: JSON.stringify(sentText) };
    },
    async close() {},
  };
  const client = new EvolutionClient({ baseUrl: "http://127.0.0.1:1", apiKey: "k", transport, clock: manualClock() });
  await client.instance("shop").messages.sendMedia({ number, mediatype: "document", media });
  expect(received[0]).toBeGreaterThan(2 * piece.length);
});
