import { createReadStream } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, relative } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import {
  endpoints,
  fromFile,
  isAbortError,
  isInvalidArgumentError,
  isMediaError,
  isStateStoreError,
  type MediaSource,
  StateStoreError,
} from "../../../src/index.js";
import { pieceBytes } from "../../../src/outbox/media/stored-bytes.js";
import { pdf, png } from "../../support/files.js";
import { aFile, asJson, bytesIn, caught, day, number, setup, sha256, someBytes } from "./setup.js";

const document = (media: unknown) => ({ number, mediatype: "document", media, fileName: "a.bin" });
const long = someBytes(pieceBytes * 2 + 5);

const inThree = (bytes: Buffer) => [bytes.subarray(0, 10), bytes.subarray(10, 11), bytes.subarray(11)];
async function* generated(bytes: Buffer) {
  yield* inThree(bytes);
}

describe("a send with a file as plain data", () => {
  const sources: readonly (readonly [name: string, make: (bytes: Buffer) => MediaSource | Promise<MediaSource>])[] = [
    ["a Buffer", (bytes) => bytes],
    ["a Uint8Array that is part of a larger one", (bytes) => new Uint8Array([0, ...bytes, 0]).subarray(1, -1)],
    ["base64", (bytes) => bytes.toString("base64")],
    ["base64 in lines", (bytes) => bytes.toString("base64").replace(/.{76}/g, "$&\n")],
    ["a data: URL", (bytes) => `data:image/png;base64,${bytes.toString("base64")}`],
    ["a Blob", (bytes) => new Blob([new Uint8Array(bytes)])],
    ["a Node stream", (bytes) => Readable.from(inThree(bytes))],
    ["a file stream of Node", async (bytes) => createReadStream(await aFile("given", bytes))],
    ["a web stream", (bytes) => new Blob([new Uint8Array(bytes)]).stream()],
    ["an async generator", (bytes) => generated(bytes)],
    [
      "a file in a store of one's own",
      (bytes) => ({ fileName: "a", open: async () => ({ stream: generated(bytes) }) }),
    ],
  ];

  it.each(sources)("stores %s beside the job, and gives back the same bytes, more than once", async (_, make) => {
    for (const bytes of [png, long]) {
      const { media, keys } = setup();
      const packed = await media.pack("sendMedia", document(await make(bytes)));
      expect(packed.body).toEqual({ number, mediatype: "document", fileName: "a.bin" });
      expect(packed.media).toMatchObject({ kind: "stored", bytes: bytes.length, sha256: sha256(bytes) });
      expect(JSON.stringify(packed).length).toBeLessThan(500);
      expect(await keys()).toHaveLength(bytes === png ? 2 : 4);

      const body = await media.load(asJson(packed));
      expect(body).toMatchObject({ number, mediatype: "document", fileName: "a.bin" });
      expect((await bytesIn(body.media)).equals(bytes)).toBe(true);
      expect((await bytesIn(body.media)).equals(bytes)).toBe(true);
    }
  });

  it("stores whole pieces only, and an end that is one", async () => {
    for (const length of [1, pieceBytes - 1, pieceBytes, pieceBytes + 1, pieceBytes * 2]) {
      const { media, space } = setup();
      const bytes = someBytes(length);
      const packed = await media.pack("sendMedia", document(bytes));
      expect(packed.media).toMatchObject({ pieces: Math.ceil(length / pieceBytes), bytes: length });
      expect((await bytesIn((await media.load(packed)).media)).equals(bytes)).toBe(true);
      for (const { value } of (await space.list({ limit: 100 })).records) {
        expect(value.length).toBeLessThanOrEqual(256 * 1024);
      }
    }
  });

  it("keeps what the file's giver said of it", async () => {
    const { media } = setup();
    const said = async (given: MediaSource) => {
      const { fileName, mimetype } = asJson(await media.pack("sendMedia", document(given))).media ?? {};
      return [fileName, mimetype];
    };
    expect(await said(new File([pdf], "Nota\u202e 7 “ç”/\\\0.pdf", { type: "application/pdf" }))).toEqual([
      "Nota\u202e 7 “ç”/\\\0.pdf",
      "application/pdf",
    ]);
    expect(await said(`data:text/csv;charset=utf-8;base64,${pdf.toString("base64")}`)).toEqual([undefined, "text/csv"]);
    expect(await said(pdf)).toEqual([undefined, undefined]);
    expect(await said({ fileName: "\ud800", mimetype: "x/y", open: async () => ({ stream: generated(pdf) }) })).toEqual(
      ["\ud800", "x/y"],
    );
  });

  it("leaves a URL where it is, and stores nothing", async () => {
    const { media, asked } = setup();
    const body = document("https://example.com/n/Nota%207.pdf?sig=1");
    const packed = await media.pack("sendMedia", body);
    expect(packed).toEqual({ method: "sendMedia", body });
    expect(await media.load(asJson(packed))).toEqual(body);
    expect(await media.renew(packed)).toBe(true);
    await media.drop(packed);
    expect(asked).toEqual([]);
  });

  it.each([
    ["sendText", { text: "oi" }],
    ["sendLocation", { latitude: 1 }],
    ["constructor", { text: "no method of the client" }],
  ])("leaves %s as it is", async (method, fields) => {
    const { media } = setup();
    const packed = await media.pack(method, { number, ...fields });
    expect(packed).toEqual({ method, body: { number, ...fields } });
    expect(await media.load(asJson(packed))).toEqual({ number, ...fields });
  });

  it("knows the field of every send that takes a file", async () => {
    const { media } = setup();
    const routes = Object.entries(endpoints).flatMap(([name, route]) =>
      "send" in route && "media" in route ? [[name, route.media.field] as const] : [],
    );
    expect(routes.map(([name]) => name)).toEqual(["sendMedia", "sendPtv", "sendWhatsAppAudio", "sendSticker"]);
    for (const [name, field] of routes) {
      const packed = await media.pack(name, { number, [field]: png });
      expect(packed.body).toEqual({ number });
      expect((await bytesIn((await media.load(packed))[field])).equals(png)).toBe(true);
    }
  });

  it("stores the same bytes once for each send, so that one is removed without the other", async () => {
    const { media, keys } = setup();
    const [one, two] = [await media.pack("sendMedia", document(png)), await media.pack("sendMedia", document(png))];
    await media.drop(one);
    expect(await keys()).toHaveLength(2);
    expect((await bytesIn((await media.load(two)).media)).equals(png)).toBe(true);
  });

  it("leaves out the file that the gateway put into a quoted message", async () => {
    const { media } = setup();
    const quoted = { key: { id: "A" }, message: { imageMessage: { caption: "c" }, base64: "A".repeat(2_000_000) } };
    const given = { number, text: "oi", quoted };
    const { body } = await media.pack("sendText", given);
    expect(body).toEqual({
      number,
      text: "oi",
      quoted: { key: { id: "A" }, message: { imageMessage: { caption: "c" } } },
    });
    expect(quoted.message.base64).toHaveLength(2_000_000);
  });
});

describe("a file of the machine", () => {
  it("is noted by its absolute path, and read when it is sent", async () => {
    const { media, asked } = setup();
    const path = await aFile("Nota 7.pdf", pdf);
    for (const given of [path, relative(process.cwd(), path), pathToFileURL(path)]) {
      const packed = await media.pack("sendMedia", { number, mediatype: "document", media: fromFile(given) });
      expect(packed).toEqual({
        method: "sendMedia",
        body: { number, mediatype: "document" },
        media: { kind: "file", path, fileName: "Nota 7.pdf", bytes: pdf.length, sha256: sha256(pdf) },
      });
      const body = await media.load(asJson(packed));
      expect(body.media).toMatchObject({ fileName: "Nota 7.pdf" });
      expect((await bytesIn(body.media)).equals(pdf)).toBe(true);
      expect(await media.renew(packed)).toBe(true);
      await media.drop(packed);
      expect((await bytesIn(body.media)).equals(pdf)).toBe(true);
    }
    expect(asked).toEqual([]);
  });

  it("may be larger than what is stored", async () => {
    const { media } = setup({ maxBytes: 10 });
    const packed = await media.pack("sendMedia", document(fromFile(await aFile("a.bin", long))));
    expect(packed.media).toMatchObject({ kind: "file", bytes: long.length });
  });

  it("keeps another name and type, and is stored when it is opened in a way of one's own", async () => {
    const { media } = setup();
    const file = fromFile(await aFile("a", pdf), { fileName: "b.pdf", mimetype: "application/pdf" });
    const renamed = await media.pack("sendMedia", document({ ...file, fileName: "c.pdf" }));
    expect(renamed.media).toMatchObject({ kind: "file", fileName: "c.pdf", mimetype: "application/pdf" });
    const replaced = { ...file, open: async () => ({ stream: generated(png) }) };
    const stored = await media.pack("sendMedia", document(replaced));
    expect(stored.media).toMatchObject({ kind: "stored", fileName: "b.pdf", sha256: sha256(png) });
  });

  it.each([
    ["is not there", async (path: string) => rm(path), "ENOENT"],
    ["is a folder", async (path: string) => rm(path).then(() => mkdir(path)), "it is a folder"],
  ])("is refused when it %s", async (_, change, why) => {
    const { media } = setup();
    const path = await aFile("a.pdf", pdf);
    await change(path);
    const error = await caught(media.pack("sendMedia", document(fromFile(path))));
    expect(isMediaError(error), String(error)).toBe(true);
    expect(error.delivery).toBe("not-sent");
    expect(error.message).toContain(why);
    expect(error.message).toContain("Check the path.");
  });

  it("is refused when it is empty, endless, or on another host", async () => {
    const { media } = setup();
    const empty = await caught(media.pack("sendMedia", document(fromFile(await aFile("a.pdf", Buffer.alloc(0))))));
    expect(isInvalidArgumentError(empty)).toBe(true);
    expect(empty.message).toContain("0 bytes");
    const endless = await caught(media.pack("sendMedia", document(fromFile("/dev/zero"))));
    expect(isMediaError(endless)).toBe(true);
    expect(endless.message).toContain("no regular file");
    const far = await caught(media.pack("sendMedia", document(fromFile(new URL("https://example.com/a.pdf")))));
    expect(isInvalidArgumentError(far)).toBe(true);
  });

  it.each([
    ["is gone", (path: string) => rm(path), "ENOENT"],
    ["is a folder by now", (path: string) => rm(path).then(() => mkdir(path)), "it is a folder"],
    ["has lost its folder", (path: string) => rm(dirname(path), { recursive: true }), "ENOENT"],
    ["has another size", (path: string) => writeFile(path, "x"), "was changed since it was added"],
  ])("that %s when it is to be sent is an error that proves that nothing was", async (_, change, why) => {
    const { media } = setup();
    const path = await aFile("a.pdf", pdf);
    const packed = asJson(await media.pack("sendMedia", document(fromFile(path))));
    await change(path);
    const error = await caught(media.load(packed));
    expect(isMediaError(error), String(error)).toBe(true);
    expect(error.delivery).toBe("not-sent");
    expect(error.message).toContain(why);
  });

  it("that has other bytes of the same number is not sent to its end; touching it is no change", async () => {
    const { media } = setup();
    const path = await aFile("a.pdf", pdf);
    const packed = await media.pack("sendMedia", document(fromFile(path)));
    await writeFile(path, pdf);
    const body = await media.load(packed);
    expect((await bytesIn(body.media)).equals(pdf)).toBe(true);
    await writeFile(
      path,
      pdf.map((byte) => byte ^ 1),
    );
    const error = await caught(bytesIn(body.media));
    expect(isMediaError(error)).toBe(true);
    expect(error).toMatchObject({ delivery: "not-sent", message: expect.stringContaining("was changed") });
  });
});

describe("what is refused when it is added", () => {
  it.each<[name: string, method: string, body: object, says: string]>([
    ["a URL of this computer", "sendMedia", document("http://localhost/a.pdf"), 'the host "localhost"'],
    ["a file: URL", "sendMedia", document("file:///etc/passwd"), "begins with file:"],
    ["a data: URL with bad base64", "sendMedia", document("data:image/png;base64,@@@@"), "fromFile(path)"],
    ["a data: URL without base64", "sendMedia", document("data:text/plain,oi"), "fromFile(path)"],
    ["base64 that was cut", "sendSticker", { number, sticker: "iVBORw0KG" }, "`sticker`"],
    ["no media", "sendMedia", document(undefined), "got undefined"],
    ["an object that looks packed", "sendMedia", document({ kind: "file", path: "/etc/passwd" }), "got object"],
    ["0 bytes", "sendMedia", document(new Uint8Array()), "0 bytes"],
    ["a Blob of 0 bytes", "sendPtv", { number, video: new Blob([]) }, "0 bytes"],
    ["an image status by bytes", "sendStatus", { type: "image", content: png }, "`content`"],
    ["an image status by base64", "sendStatus", { type: "image", content: png.toString("base64") }, "`content`"],
    ["an image of this computer", "sendStatus", { type: "video", content: "http://localhost/a" }, "localhost"],
    ["a thumbnail by base64", "sendButtons", { number, thumbnailUrl: png.toString("base64") }, "`thumbnailUrl`"],
    ["a card's image by bytes", "sendCarousel", { cards: [{}, { imageUrl: png }] }, "`cards.1.imageUrl`"],
  ])("%s", async (_, method, body, says) => {
    const { media, keys } = setup();
    const error = await caught(media.pack(method, body));
    expect(isInvalidArgumentError(error), String(error)).toBe(true);
    expect(error.delivery).toBe("not-sent");
    expect(error.message).toContain(says);
    expect(error.message.length).toBeLessThan(400);
    expect(await keys()).toEqual([]);
  });

  it.each<[method: string, body: object]>([
    ["sendStatus", { type: "text", content: "iVBORw0KGgo=" }],
    ["sendStatus", { type: "image", content: "https://example.com/a.png" }],
    ["sendButtons", { number, title: "t" }],
    ["sendButtons", { number, thumbnailUrl: "https://example.com/a.png" }],
    ["sendCarousel", { cards: [{ imageUrl: "https://example.com/a.png" }, null, {}] }],
    ["sendCarousel", { cards: "none" }],
  ])("but not a %s with %j", async (method, body) => {
    expect(await setup().media.pack(method, body)).toEqual({ method, body });
  });

  it("no body", async () => {
    for (const body of [null, undefined, "x", []]) {
      const error = await caught(setup().media.pack("sendMedia", body as never));
      expect(isInvalidArgumentError(error)).toBe(true);
    }
  });

  it("a delay or an option that is none", async () => {
    for (const delayMs of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
      const error = await caught(setup().media.pack("sendMedia", document(png), { delayMs }));
      expect(isInvalidArgumentError(error)).toBe(true);
    }
    for (const options of [
      { maxBytes: 0 },
      { maxBytes: Number.NaN },
      { keepMs: -1 },
      { keepMs: "1d" },
      { state: {} },
    ]) {
      expect(() => setup(options as never)).toThrow(/^Expected `\w+` to be a (whole number of \w+ from 1 to|space of)/);
    }
  });

  it.each<[name: string, media: (bytes: Buffer) => MediaSource]>([
    ["bytes", (bytes) => bytes],
    ["base64", (bytes) => bytes.toString("base64")],
    ["a Blob", (bytes) => new Blob([new Uint8Array(bytes)])],
    ["a Node stream", (bytes) => Readable.from(inThree(bytes))],
    ["a web stream", (bytes) => new Blob([new Uint8Array(bytes)]).stream()],
  ])("one byte too many, as %s", async (_, make) => {
    const { media, keys } = setup({ maxBytes: long.length });
    await media.drop(await media.pack("sendMedia", document(make(long))));
    const error = await caught(media.pack("sendMedia", document(make(Buffer.concat([long, png.subarray(0, 1)])))));
    expect(isInvalidArgumentError(error), String(error)).toBe(true);
    expect(error.message).toMatch(/at most 393221 bytes, the limit \(maxBytes\).*Pass a URL or fromFile\(path\)/);
    expect(error.delivery).toBe("not-sent");
    expect(await keys()).toEqual([]);
  });

  it("a stream of 50 MB, of which no more is read than may be stored", async () => {
    const piece = Buffer.alloc(64 * 1024, 7);
    let given = 0;
    let isClosed = false;
    async function* endless() {
      try {
        for (; given < 50_000_000; given += piece.length) yield piece;
      } finally {
        isClosed = true;
      }
    }
    const { media, keys, asked } = setup();
    const error = await caught(media.pack("sendMedia", document(endless())));
    expect(isInvalidArgumentError(error)).toBe(true);
    expect(given).toBeLessThanOrEqual(5_000_000 + piece.length);
    expect(isClosed).toBe(true);
    expect(asked.filter((call) => call.startsWith("set"))).toHaveLength(Math.floor(5_000_000 / pieceBytes));
    expect(await keys()).toEqual([]);
  });
});

describe("a stream that does not end well", () => {
  it("leaves nothing behind when it breaks", async () => {
    const broken = () =>
      new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(long);
        },
        pull(controller) {
          controller.error(new Error("disk on fire"));
        },
      });
    const blob = { size: long.length * 2, type: "", stream: broken };
    for (const source of [blob, broken(), Readable.from(failing())]) {
      const { media, keys } = setup();
      const error = await caught(media.pack("sendMedia", document(source)));
      expect(isMediaError(error), String(error)).toBe(true);
      expect(error).toMatchObject({ delivery: "not-sent", message: expect.stringContaining("disk on fire") });
      expect(await keys()).toEqual([]);
    }
    async function* failing() {
      yield long;
      throw new Error("disk on fire");
    }
  });

  it("gives another number of bytes than it said", async () => {
    for (const size of [long.length - 1, long.length + 1]) {
      const { media, keys } = setup();
      const blob = { size, type: "", stream: () => new Blob([new Uint8Array(long)]).stream() };
      expect(isMediaError(await caught(media.pack("sendMedia", document(blob))))).toBe(true);
      expect(await keys()).toEqual([]);
    }
  });

  it.each<[name: string, make: () => MediaSource, says: RegExp]>([
    ["a Node stream", () => Readable.from(inThree(png)), /0 bytes.*read before/],
    ["a web stream", () => new Blob([new Uint8Array(png)]).stream(), /in use elsewhere/],
    ["a generator", () => generated(png), /0 bytes.*read before/],
  ])("is refused the second time: %s", async (_, make, says) => {
    const { media, keys } = setup();
    const source = make();
    await media.pack("sendMedia", document(source));
    const error = await caught(media.pack("sendMedia", document(source)));
    expect(error.message).toMatch(says);
    expect(error.delivery).toBe("not-sent");
    expect(await keys()).toHaveLength(2);
  });

  it("fails without anybody listening after it was refused", async () => {
    const { media } = setup();
    const stream = new Readable({ read() {} });
    await caught(media.pack("sendMedia", document(stream), { delayMs: -1 }));
    expect(stream.destroyed).toBe(true);
    stream.emit("error", new Error("late"));
  });

  it("is left at once when the caller's signal fires, also while it gives nothing", async () => {
    const hanging = () => new Readable({ read() {} });
    const silent = () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) });
    const web = () => new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(long) });
    for (const source of [hanging(), silent(), web()]) {
      const { media, keys } = setup();
      const controller = new AbortController();
      const packing = caught(media.pack("sendMedia", document(source), { signal: controller.signal }));
      // The web stream's first bytes are being stored by then.
      await new Promise((resolve) => setImmediate(resolve));
      controller.abort(new Error("changed my mind"));
      const error = await packing;
      expect(isAbortError(error), String(error)).toBe(true);
      expect(error).toMatchObject({ delivery: "not-sent", cause: { message: "changed my mind" } });
      await expect.poll(keys).toEqual([]);
    }
    const error = await caught(setup().media.pack("sendMedia", document(png), { signal: AbortSignal.abort() }));
    expect(isAbortError(error)).toBe(true);
  });
});

describe("how long a file is stored", () => {
  it("ends with the job, and dropping it twice or half is fine", async () => {
    const { media, keys, failOn } = setup();
    const packed = asJson(await media.pack("sendMedia", document(long)));
    failOn((call) => (call.startsWith("delete") && call.endsWith("/1") ? new StateStoreError("down") : undefined));
    expect(isStateStoreError(await caught(media.drop(packed)))).toBe(true);
    const error = await caught(media.load(packed));
    expect(isMediaError(error)).toBe(true);
    failOn(undefined);
    await media.drop(packed);
    expect(await keys()).toEqual([]);
    await media.drop(packed);
    expect(await media.renew(packed)).toBe(false);
    expect(await keys()).toEqual([]);
  });

  it("is 7 days without a word, and then a clear error", async () => {
    const { media, clock, keys } = setup();
    const packed = await media.pack("sendMedia", document(new File([new Uint8Array(long)], "a.bin")));
    clock.advance(7 * day - 1);
    expect(await keys()).toHaveLength(4);
    clock.advance(1);
    expect(await keys()).toEqual([]);
    const error = await caught(media.load(packed));
    expect(isMediaError(error)).toBe(true);
    expect(error.delivery).toBe("not-sent");
    expect(error.message).toBe(
      'The bytes of "a.bin" that were stored beside the job are no longer stored. Nothing was sent: send it anew.',
    );
    expect(await media.renew(packed)).toBe(false);
  });

  it("is longer by a delay", async () => {
    const { media, clock } = setup();
    const packed = await media.pack("sendMedia", document(long), { delayMs: 10 * day });
    clock.advance(16 * day);
    expect((await bytesIn((await media.load(packed)).media)).equals(long)).toBe(true);
  });

  it("begins again with every renewal, and with an attempt once half of it is over", async () => {
    const { media, clock, asked } = setup();
    const packed = await media.pack("sendMedia", document(long));
    for (let week = 0; week < 3; week++) {
      clock.advance(6 * day);
      expect(await media.renew(packed)).toBe(true);
    }
    clock.advance(3 * day);
    asked.length = 0;
    await media.load(packed);
    expect(asked).toHaveLength(1);
    clock.advance(3 * day);
    await media.load(packed);
    clock.advance(6 * day);
    expect((await bytesIn((await media.load(packed)).media)).equals(long)).toBe(true);
  });

  it("does not bring back what is dropped while it is renewed, and two renewals are one", async () => {
    const { media, keys, failOn } = setup();
    const packed = await media.pack("sendMedia", document(long));
    expect(await Promise.all([media.renew(packed), media.renew(packed)])).toEqual([true, true]);
    failOn(async (call) => {
      if (!call.startsWith("set") || !call.endsWith("/1")) return undefined;
      failOn(undefined);
      await media.drop(packed);
      return undefined;
    });
    expect(await media.renew(packed)).toBe(false);
    expect(await keys()).toEqual([]);
  });

  it("leaves what a dying process wrote to expire", async () => {
    const { media, clock, keys, failOn } = setup();
    failOn((call) => (call.endsWith("/2") || call.startsWith("delete") ? new StateStoreError("gone") : undefined));
    expect(isStateStoreError(await caught(media.pack("sendMedia", document(long))))).toBe(true);
    expect(await keys()).toHaveLength(2);
    clock.advance(7 * day);
    expect(await keys()).toEqual([]);
  });
});

describe("a store that loses or changes what it holds", () => {
  it.each<[name: string, key: (id: string) => string, value: (old: string) => string | undefined, atLoad: boolean]>([
    ["has lost the manifest", (id) => id, () => undefined, true],
    ["has another manifest", (id) => id, () => '{"__proto__":{"bytes":1}}', true],
    ["has lost a piece", (id) => `${id}/1`, () => undefined, false],
    ["has cut a piece", (id) => `${id}/1`, (old) => old.slice(0, -4), false],
    ["has an empty piece", (id) => `${id}/1`, () => "", false],
    ["has changed a piece", (id) => `${id}/1`, (old) => `AAAA${old.slice(4)}`, false],
    ["has something else for a piece", (id) => `${id}/1`, () => "not base64 ü", false],
  ])("%s: the send fails for good, and nothing is sent", async (_, key, value, atLoad) => {
    const { media, space } = setup();
    const packed = await media.pack("sendMedia", document(long));
    const record = await space.get(key((packed.media as { id: string }).id));
    const changed = value(record?.value ?? "");
    if (changed === undefined) await space.delete(record?.key ?? "");
    else await space.set(record?.key ?? "", changed, {});
    const loading = media.load(packed);
    const error = await caught(atLoad ? loading : loading.then(({ media }) => bytesIn(media)));
    expect(isMediaError(error), String(error)).toBe(true);
    expect(error.delivery).toBe("not-sent");
    expect(error.message).toContain("Nothing was sent");
  });

  it.each<[name: string, media: unknown]>([
    ["null", null],
    ["a text", "/etc/passwd"],
    ["another kind", { kind: "__proto__" }],
    ["no path", { kind: "file", bytes: 1, sha256: sha256(png) }],
    ["an id that is a key", { kind: "stored", id: "../x", pieces: 1, bytes: 1, sha256: sha256(png) }],
    ["no number", { kind: "stored", id: crypto.randomUUID(), pieces: "1", bytes: 1, sha256: sha256(png) }],
    ["fields of a prototype", JSON.parse('{"__proto__":{"kind":"file","path":"/etc/passwd","bytes":1}}')],
  ])("a job with %s for its file is refused, and drops nothing", async (_, broken) => {
    const { media, asked } = setup();
    const packed = { method: "sendMedia", body: document(undefined), media: broken as never };
    const error = await caught(media.load(packed));
    expect(isMediaError(error)).toBe(true);
    expect(error.delivery).toBe("not-sent");
    expect(await media.renew(packed)).toBe(false);
    await media.drop(packed);
    expect(asked).toEqual([]);
    const noFile = await media.pack("sendMedia", document(png));
    expect(isMediaError(await caught(media.load({ ...noFile, method: "sendText" })))).toBe(true);
  });

  it("that cannot be reached is an error that another attempt may not meet", async () => {
    const { media, failOn } = setup();
    const packed = await media.pack("sendMedia", document(long));
    failOn((call) => (call.startsWith("get") ? new StateStoreError("down", { cause: "socket" }) : undefined));
    expect(isStateStoreError(await caught(media.load(packed)))).toBe(true);
    failOn(undefined);
    const body = await media.load(packed);
    failOn((call) => (call.endsWith("/1") ? new StateStoreError("down", { cause: "socket" }) : undefined));
    const error = await caught(bytesIn(body.media));
    expect(isStateStoreError(error)).toBe(true);
    expect(error).toMatchObject({ delivery: "not-sent", message: "down", cause: "socket" });
    failOn(undefined);
    expect((await bytesIn(body.media)).equals(long)).toBe(true);
  });
});
