import { describe, expect, it, vi } from "vitest";
import { isAbortError, isInvalidArgumentError, isMediaError } from "../../src/index.js";
import {
  type DownloadMessageOptions,
  downloadMedia,
  type FileMessage,
  type ImageMessage,
  parseWebhook,
  toInboundMessage,
} from "../../src/webhooks/index.js";
import { media, upsert } from "../fixtures/webhooks.js";

const bytes = new TextEncoder().encode("the file");
const base64 = Buffer.from(bytes).toString("base64");
const url = "https://s3.example.com/evolution/x.jpg?X-Amz-Signature=secret";
const image = (beside: object = {}, body: object = {}) => {
  const imageMessage = { ...media, fileLength: 8, mimetype: "image/jpeg", caption: "look", ...body };
  return toInboundMessage(parseWebhook(upsert({ message: { imageMessage, ...beside } }))) as ImageMessage;
};
const fetching = (answer: () => Response | Promise<Response>) => vi.fn<typeof fetch>(async () => answer());
const gateway = () => {
  const file = {
    bytes,
    size: 8,
    mimetype: "image/jpeg",
    fileName: "g.jpg",
    mediaType: "imageMessage",
    stream: () => new ReadableStream(),
  };
  return { chats: { downloadMedia: vi.fn(async () => file) } };
};
const failure = (message: FileMessage, options?: DownloadMessageOptions) =>
  message.download(options).then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a message's file", () => {
  it("comes from the event, and neither URL nor gateway is asked", async () => {
    const [instance, fetchUrl] = [gateway(), fetching(() => new Response())];
    const file = await image({ base64, mediaUrl: url }).download({ instance, fetch: fetchUrl });
    const id = "AC000000000000000000000000000001";
    expect(file).toMatchObject({ bytes, size: 8, mimetype: "image/jpeg", fileName: `${id}.jpg`, caption: "look" });
    expect(await new Response(file.stream()).text()).toBe("the file");
    expect(instance.chats.downloadMedia).not.toHaveBeenCalled();
    expect(fetchUrl).not.toHaveBeenCalled();
  });

  it("comes from where the gateway stored it", async () => {
    const fetchUrl = fetching(() => new Response(bytes));
    const file = await image({ mediaUrl: url }, { fileName: "a.jpg" }).download({
      instance: gateway(),
      fetch: fetchUrl,
    });
    expect(file).toMatchObject({ bytes, fileName: "a.jpg" });
    expect(fetchUrl.mock.calls[0]).toMatchObject([url, { redirect: "manual" }]);
  });

  it("comes from the gateway, which is given the content without wrappers", async () => {
    const instance = gateway();
    const imageMessage = { ...media, fileLength: 8 };
    const body = upsert({ message: { viewOnceMessageV2: { message: { imageMessage } } } });
    const message = toInboundMessage(parseWebhook(body)) as ImageMessage;
    const { signal } = new AbortController();
    expect((await message.download({ instance, maxBytes: 100, signal })).fileName).toBe("g.jpg");
    expect(instance.chats.downloadMedia).toHaveBeenCalledWith(
      { message: { key: message.key, message: { imageMessage } } },
      { maxBytes: 100, signal },
    );
  });

  it.each([
    ["has expired", () => new Response("", { status: 403 })],
    ["redirects", () => new Response(null, { status: 302, headers: { location: "http://169.254.169.254/" } })],
    ["is out of reach", () => Promise.reject(new TypeError("fetch failed"))],
  ])("comes from the gateway when the URL %s, and is a MediaError without one", async (_what, answer) => {
    const message = image({ mediaUrl: url });
    const fetchUrl = fetching(answer);
    expect((await message.download({ instance: gateway(), fetch: fetchUrl })).fileName).toBe("g.jpg");
    const error = await failure(message, { fetch: fetchUrl });
    expect(isMediaError(error)).toBe(true);
    expect(String(error)).not.toContain("secret");
    expect(fetchUrl).toHaveBeenCalledTimes(2);
  });

  it("that is nowhere is a MediaError that says what to pass", async () => {
    expect(String(await failure(image()))).toContain("instance");
    expect(isMediaError(await failure(image({ base64: "no base64!" })))).toBe(true);
    expect(isMediaError(await failure(image({ mediaUrl: "file:///etc/passwd" })))).toBe(true);
  });

  it("is not part of the message's JSON, but can be had from it", async () => {
    const message = image({ base64 });
    expect(Object.keys(message)).not.toContain("download");
    const stored = JSON.parse(JSON.stringify(message));
    expect(stored).toEqual(message);
    expect((await downloadMedia(stored)).bytes).toEqual(bytes);
  });

  it("there is only where a message has one", () => {
    const message = toInboundMessage(parseWebhook(upsert()));
    expect(message && "download" in message).toBe(false);
  });
});

describe("maxBytes", () => {
  it.each<[string, FileMessage, DownloadMessageOptions]>([
    ["in the event", image({ base64 }), {}],
    ["by what the message says", image({}, { fileLength: 9_000 }), { instance: gateway() }],
    [
      "by what the server says",
      image({ mediaUrl: url }, { fileLength: 1 }),
      { fetch: fetching(() => new Response(bytes, { headers: { "content-length": "8" } })) },
    ],
    [
      "while it arrives",
      image({ mediaUrl: url }, { fileLength: 1 }),
      { fetch: fetching(() => new Response(endless())) },
    ],
  ])("refuses a larger file: %s", async (_where, message, options) => {
    const error = await failure(message, { instance: gateway(), ...options, maxBytes: 7 });
    expect(isMediaError(error)).toBe(true);
    expect(String(error)).toContain("at most 7 bytes");
  });

  it.each([0, -1, Number.NaN, "1" as unknown as number])("must not be %s", async (maxBytes) => {
    expect(isInvalidArgumentError(await failure(image({ base64 }), { maxBytes }))).toBe(true);
  });
});

const endless = () => new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(4)) });

describe("a URL that never answers", () => {
  const hanging = vi.fn<typeof fetch>(
    (_url, init) =>
      new Promise((_, reject) => init?.signal?.addEventListener("abort", () => reject(new Error("stopped")))),
  );

  it("is given up after `timeoutMs`", async () => {
    const error = await failure(image({ mediaUrl: url }), { fetch: hanging, timeoutMs: 5 });
    expect(isMediaError(error)).toBe(true);
    expect(String(error)).toContain("longer than 5 ms");
  });

  it("is given up when the signal fires, and the gateway is not asked", async () => {
    const controller = new AbortController();
    const instance = gateway();
    const failed = failure(image({ mediaUrl: url }), { fetch: hanging, instance, signal: controller.signal });
    controller.abort(new Error("enough"));
    expect(await failed).toSatisfy(isAbortError);
    expect(await failure(image({ base64 }), { signal: controller.signal })).toSatisfy(isAbortError);
    expect(instance.chats.downloadMedia).not.toHaveBeenCalled();
  });
});
