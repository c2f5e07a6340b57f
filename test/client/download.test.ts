import { describe, expect, it } from "vitest";
import { isInvalidArgumentError, isMediaError, isValidationError } from "../../src/index.js";
import { png } from "../support/files.js";
import { mediaSetup } from "../support/media-setup.js";
import { type Answer, envelope } from "../support/stub-gateway.js";

const message = { key: { id: "3EB05F0168223A928461A4" } };
/** What 2.3.6 answers. */
const media = (bytes: Buffer) => ({
  mediaType: "imageMessage",
  fileName: "3EB05F0168223A928461A4.png",
  size: { fileLength: { low: bytes.length, high: 0, unsigned: true }, height: 1, width: 1 },
  mimetype: "image/png",
  base64: bytes.toString("base64"),
  buffer: null,
});
const setup = async (transport: "undici" | "fetch", ...answers: Answer[]) => {
  const { shop, requests } = await mediaSetup(transport, {}, ...answers);
  return { chats: shop.chats, messages: shop.messages, requests };
};
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => new Error("it did not fail"),
    (error: Error) => error,
  );

describe.each(["undici", "fetch"] as const)("a message's file, over %s", (transport) => {
  it("comes as bytes and as a stream", async () => {
    const { chats, requests } = await setup(transport, { status: 201, body: media(png) });
    const file = await chats.downloadMedia({ message });
    expect(file).toMatchObject({ size: png.length, mimetype: "image/png", fileName: "3EB05F0168223A928461A4.png" });
    expect(png.equals(file.bytes)).toBe(true);
    for (let read = 0; read < 2; read++) {
      expect(Buffer.from(await new Response(file.stream()).arrayBuffer()).equals(png)).toBe(true);
    }
    expect(requests[0]).toMatchObject({ url: "/chat/getBase64FromMediaMessage/shop", body: { message } });
  });

  it("is not read further than `maxBytes`, and the next call works", async () => {
    const large = Buffer.alloc(3_000_000, 7);
    const { chats, requests } = await setup(
      transport,
      { status: 201, body: media(large) },
      { status: 201, body: media(png) },
    );
    const error = await caught(chats.downloadMedia({ message }, { maxBytes: 1_000 }));
    expect(isMediaError(error), String(error)).toBe(true);
    expect(error.message).toMatch(/at most 1 kB, got more than that.*maxBytes/);
    expect(requests).toHaveLength(1);
    expect((await chats.downloadMedia({ message }, { maxBytes: 1_000 })).size).toBe(png.length);
  });
});

describe("a message's file", () => {
  it("is refused by its exact size, too", async () => {
    const { chats } = await setup("undici", { status: 201, body: media(png) });
    await expect(chats.downloadMedia({ message }, { maxBytes: png.length - 1 })).rejects.toThrow(
      /at most 1 kB, got 1 kB/,
    );
    expect((await chats.downloadMedia({ message }, { maxBytes: png.length })).size).toBe(png.length);
  });

  it.each([
    2_000,
    "2000",
    { low: 2_000, high: 0, unsigned: true },
    { low: -1, high: 0, unsigned: true },
    { low: 1, high: 1 },
  ])("is not even asked for when the message says that it has %o bytes", async (fileLength) => {
    const { chats, requests } = await setup("undici", { status: 201, body: media(png) });
    const event = {
      key: { id: "A", remoteJid: "1@s.whatsapp.net", fromMe: false },
      message: { imageMessage: { fileLength } },
    };
    const error = await caught(chats.downloadMedia({ message: event }, { maxBytes: 1_000 }));
    expect(isMediaError(error), String(error)).toBe(true);
    expect(requests).toEqual([]);
  });

  it.each([null, {}, { base64: 7 }, { base64: "" }, { base64: "not base64!" }, []])("%o is no file", async (body) => {
    const { chats } = await setup("undici", { status: 201, body });
    const error = await caught(chats.downloadMedia({ message }));
    expect(isMediaError(error), String(error)).toBe(true);
    expect(error.message).toMatch(/no file for this message/);
  });

  it("passes the gateway's refusal on", async () => {
    const { chats } = await setup("undici", envelope(400, "Bad Request", ["Message not found"]));
    expect(isValidationError(await caught(chats.downloadMedia({ message })))).toBe(true);
  });

  it.each([0, -1, Number.NaN, "1 MB"])("%s is no `maxBytes`", async (maxBytes) => {
    const { chats } = await setup("undici", { status: 201, body: media(png) });
    const error = await caught(chats.downloadMedia({ message }, { maxBytes: maxBytes as number }));
    expect(isInvalidArgumentError(error), String(error)).toBe(true);
  });
});
