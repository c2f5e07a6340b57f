import { createReadStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  fromFile,
  isInvalidArgumentError,
  isMediaError,
  type MediaSource,
  type SendMediaBody,
} from "../../src/index.js";
import { csv, mp3, pdf, png } from "../support/files.js";
import { mediaSetup as setup } from "../support/media-setup.js";
import { type SeenFile, type SeenRequest, sentText } from "../support/stub-gateway.js";

const number = "5511999990001";
const bodyOf = ([request]: SeenRequest[]) => request?.body as { file: SeenFile; fileName: string };

async function aFile(name: string, bytes: Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "evolution-kit-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
}

const inThree = (bytes: Buffer) => [bytes.subarray(0, 10), bytes.subarray(10, 11), bytes.subarray(11)];
async function* generated(bytes: Buffer) {
  yield* inThree(bytes);
}

const sources: readonly (readonly [name: string, make: (bytes: Buffer) => MediaSource | Promise<MediaSource>])[] = [
  ["a Buffer", (bytes) => bytes],
  ["a Uint8Array that is part of a larger one", (bytes) => new Uint8Array([0, ...bytes, 0]).subarray(1, -1)],
  ["a Blob", (bytes) => new Blob([new Uint8Array(bytes)])],
  ["a Node stream", (bytes) => Readable.from(inThree(bytes))],
  ["a file stream of Node", async (bytes) => createReadStream(await aFile("given", bytes))],
  ["a web stream", (bytes) => new Blob([new Uint8Array(bytes)]).stream()],
  ["an async generator", (bytes) => generated(bytes)],
  ["a file", async (bytes) => fromFile(await aFile("given", bytes))],
  [
    "a file in a store of one's own",
    (bytes) => ({ fileName: "given", open: async () => ({ stream: generated(bytes) }) }),
  ],
];

describe.each(["undici", "fetch"] as const)("a file to send, over %s", (transport) => {
  it.each(sources)("can be %s", async (_, make) => {
    const { shop, requests } = await setup(transport);
    const sent = await shop.messages.sendMedia({
      number,
      mediatype: "image",
      media: await make(png),
      caption: "Nota ✓",
    });
    expect(sent.key.id).toBe(sentText.key.id);
    const { file, fileName, ...fields } = bodyOf(requests);
    expect(fields).toEqual({ number, mediatype: "image", caption: "Nota ✓", mimetype: "image/png" });
    expect(fileName).toMatch(/^(image|given)\.png$/);
    expect(file).toMatchObject({ name: fileName, type: "image/png" });
    expect(file.bytes.equals(png)).toBe(true);
  });
});

describe("a file's name and type", () => {
  const cases: readonly (readonly [
    given: string,
    body: Partial<SendMediaBody> & Pick<SendMediaBody, "media">,
    fileName: string,
    mimetype: string | undefined,
  ])[] = [
    ["by content", { media: png, mediatype: "image" }, "image.png", "image/png"],
    ["by content, a wrong name stays", { media: png, mediatype: "image", fileName: "a.jpg" }, "a.jpg", "image/png"],
    [
      "a name without extension gets it",
      { media: pdf, mediatype: "document", fileName: "Nota 7" },
      "Nota 7.pdf",
      "application/pdf",
    ],
    ["by name", { media: csv, mediatype: "document", fileName: "preços.csv" }, "preços.csv", "text/csv"],
    ["of a File", { media: new File([csv], "a.csv"), mediatype: "document" }, "a.csv", "text/csv"],
    ["of a Blob", { media: new Blob([csv], { type: "text/csv" }), mediatype: "document" }, "document.csv", "text/csv"],
    ["by the caller", { media: csv, mediatype: "document", mimetype: "text/plain" }, "document.txt", "text/plain"],
    ["of nothing known", { media: csv, mediatype: "document" }, "document.bin", "application/octet-stream"],
    [
      "of a zip with an office name",
      {
        media: Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(99)]),
        mediatype: "document",
        fileName: "a.xlsx",
      },
      "a.xlsx",
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ],
    ["of base64", { media: pdf.toString("base64"), mediatype: "document" }, "document.pdf", "application/pdf"],
    [
      "of a data: URL",
      { media: `data:text/csv;charset=utf-8;base64,${csv.toString("base64")}`, mediatype: "document" },
      "document.csv",
      "text/csv",
    ],
    [
      "of a URL",
      { media: "https://example.com/n/Nota%207.pdf?sig=1", mediatype: "document" },
      "Nota 7.pdf",
      "application/pdf",
    ],
    ["a name that ends in a version", { media: pdf, fileName: "Report v1.2" }, "Report v1.2.pdf", "application/pdf"],
    ["a name that ends in a year", { media: pdf, fileName: "Nota 12.2024" }, "Nota 12.2024.pdf", "application/pdf"],
    ["an empty MIME type is none", { media: pdf, mimetype: "" }, "document.pdf", "application/pdf"],
    [
      "a Blob's broken type is none",
      { media: new Blob([csv], { type: "nonsense" }) },
      "document.bin",
      "application/octet-stream",
    ],
    [
      "a URL's type by the caller",
      { media: "https://example.com/get.php?id=1", mimetype: "application/pdf" },
      "get.pdf",
      "application/pdf",
    ],
    [
      "a URL that says nothing of an image",
      { media: "https://example.com/img.ashx", mediatype: "image" },
      "image.jpg",
      undefined,
    ],
    ["of a URL without one", { media: "https://example.com/download/7", mediatype: "image" }, "image.jpg", undefined],
  ];
  it.each(cases)("%s", async (_, body, fileName, mimetype) => {
    const { shop, requests } = await setup();
    await shop.messages.sendMedia({ number, mediatype: "document", ...body });
    expect(requests[0]?.body).toMatchObject(mimetype ? { fileName, mimetype } : { fileName });
  });

  it("reaches the form safely, whatever is in the name", async () => {
    const { shop, requests } = await setup();
    const fileName = 'a"\r\nX-Evil: 1\r\n\r\n--é.png';
    await shop.messages.sendMedia({ number, mediatype: "image", media: png, fileName });
    expect(requests[0]?.body).toMatchObject({ fileName, file: { name: "a___X-Evil__1____--_.png", bytes: png } });
  });
});

describe("base64", () => {
  it("is passed on bare: without data: prefix and line breaks", async () => {
    const { shop, requests } = await setup();
    const base64 = png.toString("base64");
    await shop.messages.sendMedia({ number, mediatype: "image", media: `data:image/png;base64,${base64}` });
    await shop.messages.sendMedia({ number, mediatype: "image", media: base64.replace(/(.{20})/g, "$1\n") });
    await shop.messages.sendPtv({ number, video: base64 });
    expect(
      requests.map(
        ({ body }) => (body as { media?: string; video?: string }).media ?? (body as { video: string }).video,
      ),
    ).toEqual([base64, base64, base64]);
  });

  it.each([
    ["delay", { delay: 1 }],
    ["quoted", { quoted: { key: { id: "A" } } }],
    ["mentionsEveryOne", { mentionsEveryOne: true }],
  ])("is what bytes become beside %s, which a form cannot carry", async (_, more) => {
    const { shop, requests } = await setup();
    await shop.messages.sendMedia({ number, mediatype: "image", media: Readable.from([png]), ...more });
    expect(requests[0]?.body).toEqual({
      number,
      mediatype: "image",
      media: png.toString("base64"),
      fileName: "image.png",
      mimetype: "image/png",
      ...more,
    });
  });

  it("is what stickers and pictures become, whose routes take no form", async () => {
    const { shop, requests } = await setup();
    await shop.messages.sendSticker({ number, sticker: png });
    await shop.profile.updateProfilePicture({ picture: Readable.from([png]) });
    await shop.groups.updateGroupPicture({ groupJid: "1@g.us", image: new Blob([png]) });
    const base64 = png.toString("base64");
    expect(requests.map(({ body }) => body)).toMatchObject([
      { number, sticker: base64 },
      { picture: base64 },
      { image: base64 },
    ]);
  });
});

it("a form carries lists under the name that the gateway reads", async () => {
  const { shop, requests } = await setup();
  await shop.messages.sendMedia({
    number,
    mediatype: "image",
    media: png,
    mentioned: ["5511999990002", "5511999990003"],
  });
  expect(requests[0]?.body).toMatchObject({ "mentioned[]": ["5511999990002", "5511999990003"], file: { bytes: png } });
});

it("a voice note is uploaded, unless it must not be converted", async () => {
  const { shop, requests } = await setup();
  await shop.messages.sendWhatsAppAudio({ number, audio: mp3 });
  await shop.messages.sendWhatsAppAudio({ number, audio: mp3, encoding: false });
  expect(requests[0]?.body).toEqual({ number, file: { name: "audio.mp3", type: "audio/mpeg", bytes: mp3 } });
  expect(requests[1]?.body).toEqual({ number, audio: mp3.toString("base64"), encoding: false });
});

describe("media that cannot be sent", () => {
  const locked = new Blob([png]).stream();
  locked.getReader();
  const cases: readonly (readonly [given: string, media: unknown, message: RegExp])[] = [
    ["nothing", undefined, /`media` to be a URL, base64, bytes.*got undefined/],
    ["null", null, /got null/],
    ["a number", 7, /got 7 \(number\)/],
    ["a plain object", {}, /got object/],
    ["an empty text", "", /got "" \(string\)/],
    ["neither URL nor base64", "not a url!", /URL with http or https, or base64, got "not a url!"/],
    ["an empty buffer", Buffer.alloc(0), /got 0 bytes/],
    ["an empty stream", Readable.from([]), /got 0 bytes.*read before/],
    ["a stream of texts", Readable.from(["text"]), /bytes, got "text" \(string\).*encoding/],
    ["localhost", "http://localhost/x.png", /host "localhost"/],
    ["a host without a dot", "http://minio:9000/x.png", /host "minio"/],
    ["another scheme", "ftp://example.com/x.png", /begins with ftp:/],
    ["a space", "https://example.com/a b.png", /no URL/],
    ["an underscore in the host", "https://my_host.com/a.png", /host "my_host.com"/],
    ["a very long URL", `https://example.com/${"a".repeat(2100)}`, /2120 characters, of which it takes 2083/],
  ];
  it.each(cases)("%s is refused before anything leaves", async (_, media, message) => {
    const { shop, requests } = await setup();
    const error = await shop.messages
      .sendMedia({ number, mediatype: "image", media: media as string })
      .catch((each) => each);
    expect(isInvalidArgumentError(error), String(error)).toBe(true);
    expect(error).toMatchObject({
      delivery: "not-sent",
      instanceName: "shop",
      endpoint: "POST /message/sendMedia/:instanceName",
    });
    expect(error.message).toMatch(message);
    expect(requests).toEqual([]);
  });

  it.each([undefined, {}, { stream: "text" }, { stream: {} }])("a source that opens as %o", async (opened) => {
    const { shop, requests } = await setup();
    const media = { fileName: "a.png", open: async () => opened as never };
    const error = await shop.messages.sendMedia({ number, mediatype: "image", media }).catch((each) => each);
    expect(isMediaError(error), String(error)).toBe(true);
    expect(error.delivery).toBe("not-sent");
    expect(requests).toEqual([]);
  });

  it("a stream in use, a file that is not there and a folder are a MediaError", async () => {
    const { shop, requests } = await setup();
    for (const media of [locked, fromFile("/no/such/file.png"), fromFile(tmpdir())]) {
      const error = await shop.messages.sendMedia({ number, mediatype: "image", media }).catch((each) => each);
      expect(isMediaError(error), String(error)).toBe(true);
      expect(error).toMatchObject({ delivery: "not-sent", instanceName: "shop", cause: expect.any(Error) });
    }
    expect(requests).toEqual([]);
  });

  it("shows nothing of a URL but its host: the rest may hold a key", async () => {
    const { shop } = await setup();
    const media = "http://user:password@minio/x.png?X-Amz-Signature=secret";
    const error = await shop.messages.sendMedia({ number, mediatype: "image", media }).catch((each) => each);
    expect(error.message).not.toMatch(/password|secret/);
  });
});

it.each([
  "https://example.com/a.png",
  "http://192.168.1.20:9000/a.png",
  "http://[::1]/a.png",
  "https://bücher.example/a.png",
  "https://media.internal/a.png",
])("%s is a URL that the gateway fetches", async (media) => {
  const { shop, requests } = await setup();
  await shop.messages.sendMedia({ number, mediatype: "image", media });
  expect(requests[0]?.body).toMatchObject({ media, fileName: "a.png" });
});

describe("size limits", () => {
  const mediaLimits = { image: 100, video: 200, audio: 300, document: 400, sticker: 50 };
  const sends = [
    ["image", 100],
    ["video", 200],
    ["audio", 300],
    ["document", 400],
  ] as const;
  it.each(sends)("%s: one byte above %i is refused, in every form", async (mediatype, limit) => {
    const { shop, requests } = await setup("undici", { mediaLimits });
    const over = Buffer.alloc(limit + 1, 1);
    for (const media of [
      over,
      over.toString("base64"),
      new Blob([over]),
      Readable.from([over]),
      fromFile(await aFile("x", over)),
    ]) {
      const error = await shop.messages.sendMedia({ number, mediatype, media }).catch((each) => each);
      expect(isInvalidArgumentError(error), String(error)).toBe(true);
      expect(error.delivery).toBe("not-sent");
      expect(error.message).toMatch(
        new RegExp(`at most 1 kB, the limit of kind ${mediatype}, got .*mediaLimits\\.${mediatype}`),
      );
    }
    expect(requests).toEqual([]);
    await shop.messages.sendMedia({ number, mediatype, media: over.subarray(1) });
  });

  it("are Meta's by default, and of the route's kind elsewhere", async () => {
    const { shop } = await setup();
    const big = Buffer.alloc(16 * 1024 ** 2 + 1);
    const refusal = (send: Promise<unknown>) => send.then(String, String);
    expect(await refusal(shop.messages.sendMedia({ number, mediatype: "image", media: big }))).toMatch(/5 MB/);
    expect(await refusal(shop.messages.sendPtv({ number, video: big }))).toMatch(/16 MB, the limit of kind video/);
    expect(await refusal(shop.messages.sendWhatsAppAudio({ number, audio: big }))).toMatch(
      /16 MB, the limit of kind audio/,
    );
    expect(await refusal(shop.messages.sendSticker({ number, sticker: big }))).toMatch(
      /5 MB, the limit of kind sticker/,
    );
    expect(await refusal(shop.messages.sendSticker({ number, sticker: big, notConvertSticker: true }))).toMatch(
      /500 kB/,
    );
    expect(await refusal(shop.profile.updateProfilePicture({ picture: big }))).toMatch(/5 MB, the limit of kind image/);
  });

  it("can be lifted", async () => {
    const { shop, requests } = await setup("undici", { mediaLimits: { image: Number.POSITIVE_INFINITY } });
    await shop.messages.sendMedia({ number, mediatype: "image", media: Buffer.alloc(6 * 1024 ** 2, 1) });
    expect(bodyOf(requests).file.bytes).toHaveLength(6 * 1024 ** 2);
  });

  it.each([0, Number.NaN, "5 MB", null])("refuses %s as a limit", async (image) => {
    await expect(setup("undici", { mediaLimits: { image: image as number } })).rejects.toThrow(/mediaLimits\.image/);
  });
});

it("close() lets a file that is being read finish", async () => {
  const { client, shop, requests } = await setup();
  const sending = shop.messages.sendMedia({ number, mediatype: "image", media: generated(png) });
  await client.close();
  expect((await sending).key.id).toBe(sentText.key.id);
  expect(requests).toHaveLength(1);
});
