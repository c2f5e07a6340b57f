import { writeFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { fromFile, isMediaError, isStateStoreError, StateStoreError } from "../../../src/index.js";
import type { PackedSend } from "../../../src/outbox/media/packed.js";
import { pieceBytes } from "../../../src/outbox/media/stored-bytes.js";
import { startGateway } from "../../support/fake-gateway.js";
import { mp3, pdf, png } from "../../support/files.js";
import { aFile, asJson, caught, setup, someBytes } from "./setup.js";

const long = Buffer.concat([pdf, someBytes(pieceBytes * 3)]);

/** A gateway, and a way to send what lay in a job. */
async function startSending() {
  const stored = setup();
  const { gateway, shop, maria } = await startGateway();
  const number = maria.number;
  const send = async (packed: PackedSend) => {
    const method = packed.method as "sendMedia";
    return shop.messages[method]((await stored.media.load(asJson(packed))) as never);
  };
  return { ...stored, gateway, maria, number, send };
}

describe("a file that lay in a job arrives as it was given", () => {
  const cases: readonly (readonly [
    name: string,
    method: string,
    bytes: Buffer,
    fields: () => object | Promise<object>,
    shown: object,
  ])[] = [
    [
      "an image of bytes",
      "sendMedia",
      png,
      () => ({ mediatype: "image", media: png, caption: "c" }),
      { fileName: "image.png" },
    ],
    [
      "an image with a delay",
      "sendMedia",
      png,
      () => ({ mediatype: "image", media: png, delay: 1 }),
      { fileName: "image.png" },
    ],
    [
      "a voice note",
      "sendWhatsAppAudio",
      mp3,
      () => ({ audio: new Blob([mp3]) }),
      { mimeType: "audio/ogg; codecs=opus" },
    ],
    ["a voice note as it is", "sendWhatsAppAudio", mp3, () => ({ audio: mp3.toString("base64"), encoding: false }), {}],
    ["a video note", "sendPtv", long, () => ({ video: long }), { mimeType: "video/mp4" }],
    ["a sticker", "sendSticker", png, () => ({ sticker: `data:image/png;base64,${png.toString("base64")}` }), {}],
    [
      "a document of a stream",
      "sendMedia",
      long,
      () => ({
        mediatype: "document",
        media: Readable.from([long.subarray(0, 9), long.subarray(9)]),
        fileName: "Nota ç",
      }),
      { fileName: "Nota ç.pdf", mimeType: "application/pdf" },
    ],
    [
      "a document of a file",
      "sendMedia",
      long,
      async () => ({ mediatype: "document", media: fromFile(await aFile("Nota 7.pdf", long)) }),
      { fileName: "Nota 7.pdf", mimeType: "application/pdf" },
    ],
  ];

  it.each(cases)("%s", async (_, method, bytes, fields, shown) => {
    const { media, maria, number, send, keys } = await startSending();
    const packed = await media.pack(method, { number, ...(await fields()) });
    const { key } = await send(packed);
    expect(key.id).toEqual(expect.any(String));
    expect(maria.inbox).toHaveLength(1);
    expect(maria.inbox[0]?.media).toMatchObject(shown);
    expect(Buffer.from(maria.inbox[0]?.media?.bytes ?? []).equals(bytes)).toBe(true);
    // The hash in the gateway's row is that of the job.
    const [content] = Object.values(maria.inbox[0]?.message ?? {}) as { fileSha256: Record<string, number> }[];
    expect(Buffer.from(Object.values(content?.fileSha256 ?? {})).toString("base64")).toBe(packed.media?.sha256);
    await media.drop(packed);
    expect(await keys()).toEqual([]);
  });
});

describe.each([
  ["as an upload", {}],
  ["as base64", { delay: 1 }],
])("a file that breaks while it is sent, %s", (_, fields) => {
  it("of which a stored piece was damaged: nothing arrives, and the error says so", async () => {
    const { media, maria, number, send, space } = await startSending();
    const packed = await media.pack("sendMedia", { number, mediatype: "document", media: long, ...fields });
    await space.set(`${(packed.media as { id: string }).id}/3`, pdf.toString("base64"));
    const error = await caught(send(packed));
    expect(isMediaError(error), String(error)).toBe(true);
    expect(error.delivery).toBe("not-sent");
    expect(maria.inbox).toEqual([]);
  });

  it("whose bytes were changed in place", async () => {
    const { media, maria, number, send } = await startSending();
    const path = await aFile("a.pdf", long);
    const body = { number, mediatype: "document", media: fromFile(path), ...fields };
    const packed = await media.pack("sendMedia", body);
    const other = Buffer.from(long);
    other[other.length - 1] = ~(other.at(-1) ?? 0);
    await writeFile(path, other);
    const error = await caught(send(packed));
    expect(isMediaError(error), String(error)).toBe(true);
    expect(error.delivery).toBe("not-sent");
    expect(error.message).toContain("was changed since it was added");
    expect(maria.inbox).toEqual([]);
  });

  it("whose store goes away and comes back: nothing arrives, then all of it", async () => {
    const { media, maria, number, send, failOn } = await startSending();
    const packed = await media.pack("sendMedia", { number, mediatype: "document", media: long, ...fields });
    failOn((call) => (call.endsWith("/2") ? new StateStoreError("down") : undefined));
    const error = await caught(send(packed));
    expect(isStateStoreError(error), String(error)).toBe(true);
    expect(error.delivery).toBe("not-sent");
    expect(maria.inbox).toEqual([]);
    failOn(undefined);
    await send(packed);
    expect(Buffer.from(maria.inbox[0]?.media?.bytes ?? []).equals(long)).toBe(true);
  });
});
