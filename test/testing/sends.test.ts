import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createFakeGateway } from "../../src/testing/index.js";
import { startGateway } from "../support/fake-gateway.js";
import { rawCall } from "../support/raw-call.js";

const maria = "5511999990001";
const bytes = Buffer.from("a file of some bytes");
const base64 = bytes.toString("base64");

/** Serves the bytes on this computer; `/missing` is not there. */
async function files() {
  const server = createServer((request, response) => {
    response.writeHead(request.url === "/missing" ? 404 : 200).end(bytes);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const upload = (fields: Record<string, string>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("file", new Blob([bytes], { type: "image/png" }), "a.png");
  return form;
};

const chatContext = {
  mentionedJid: [],
  groupMentions: [],
  ephemeralSettingTimestamp: { low: expect.any(Number), high: 0, unsigned: false },
  disappearingMode: { initiator: 0 },
};

describe("on Baileys", () => {
  it("the answer is the message in full, and what is posted is the same", async () => {
    const { shop, events } = await startGateway();
    const sent = await shop.messages.sendText({ number: maria, text: "Olá" });
    expect(sent).toEqual({
      key: { remoteJid: `${maria}@s.whatsapp.net`, fromMe: true, id: expect.stringMatching(/^3EB0[0-9A-F]{18}$/) },
      pushName: "Você",
      status: "PENDING",
      message: { conversation: "Olá" },
      contextInfo: chatContext,
      messageType: "conversation",
      messageTimestamp: expect.any(Number),
      instanceId: expect.any(String),
      source: "web",
    });
    expect(await events("send.message")).toEqual([sent]);
  });

  it("a file has WhatsApp's form, and its context inside as well", async () => {
    const { shop } = await startGateway();
    const sent = await shop.messages.sendMedia({
      number: maria,
      mediatype: "document",
      media: base64,
      fileName: "a.pdf",
      caption: "look",
    });
    const key = expect.objectContaining({ 0: expect.any(Number), 31: expect.any(Number) });
    expect(sent.message).toEqual({
      documentMessage: {
        url: expect.stringMatching(/^https:\/\/mmg\.whatsapp\.net\/.*\.enc/),
        directPath: expect.stringMatching(/^\/v\/.*\.enc/),
        mimetype: "application/pdf",
        fileName: "a.pdf",
        caption: "look",
        fileSha256: key,
        fileEncSha256: key,
        mediaKey: key,
        fileLength: { low: bytes.length, high: 0, unsigned: true },
        mediaKeyTimestamp: { low: expect.any(Number), high: 0, unsigned: false },
        contextInfo: chatContext,
      },
    });
    expect(sent.contextInfo).toEqual(chatContext);
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["an image", { mediatype: "image" }, { mimetype: "image/jpeg" }],
    ["an image named PNG", { mediatype: "image", fileName: "a.png" }, { mimetype: "image/png" }],
    ["a type beside a name", { mediatype: "image", fileName: "a.png", mimetype: "x/y" }, { mimetype: "image/png" }],
    ["a type without a name", { mediatype: "video", mimetype: "video/webm" }, { mimetype: "video/webm" }],
    ["a document without an extension", { mediatype: "document", fileName: "report" }, { mimetype: "false" }],
  ])("the type of %s follows its name first", async (_what, body, expected) => {
    const { gateway } = await startGateway();
    const { body: sent } = await rawCall(gateway, "POST", "/message/sendMedia/shop", {
      number: maria,
      media: base64,
      ...body,
    });
    expect(sent.message[`${body.mediatype}Message`]).toMatchObject(expected);
  });

  it("the bytes of base64, of a form and of a URL on this computer come back by the message's id", async () => {
    const { gateway, shop } = await startGateway();
    const url = await files();
    const path = "/message/sendMedia/shop";
    const bodies = [
      { number: maria, mediatype: "image", media: base64 },
      { number: maria, mediatype: "image", media: `${url}/a.png` },
      upload({ number: maria, mediatype: "image" }),
    ];
    for (const body of bodies) {
      const { body: sent } = await rawCall(gateway, "POST", path, body);
      const found = await shop.chats.getBase64FromMediaMessage({ message: { key: { id: sent.key.id } } });
      expect(found).toMatchObject({
        base64,
        mediaType: "imageMessage",
        mimetype: "image/jpeg",
        fileName: `${sent.key.id}.jpeg`,
        buffer: null,
      });
      expect(await shop.chats.getBase64FromMediaMessage({ message: sent })).toMatchObject({ base64 });
    }
  });

  it("the file comes back with the answer and the event where the webhook asks for it, and is not stored", async () => {
    const { shop, events } = await startGateway({ webhook: { base64: true } });
    const sent = await shop.messages.sendMedia({ number: maria, mediatype: "image", media: base64, fileName: "a.jpg" });
    expect(sent.message).toMatchObject({ base64, imageMessage: { mimetype: "image/jpeg" } });
    expect(await events("send.message")).toEqual([sent]);
    const [row] = (await shop.chats.findMessages({})).messages.records;
    expect(row?.message).not.toHaveProperty("base64");
    const without = await startGateway();
    const plain = await without.shop.messages.sendSticker({ number: maria, sticker: base64 });
    expect(plain.message).not.toHaveProperty("base64");
  });

  it("a name that only begins like an address of this computer is another computer", async () => {
    const { shop } = await startGateway();
    const media = "http://127.0.0.1.media.invalid/a.png";
    const { message } = await shop.messages.sendMedia({ number: maria, mediatype: "image", media });
    expect(message).toHaveProperty("imageMessage");
  });

  it.each(["constructor", "__proto__", "toString", "gif"])("a status of the type %s is refused", async (type) => {
    const { gateway } = await startGateway();
    const body = { type, content: "https://media.example.com/a.png", allContacts: true };
    const answer = await rawCall(gateway, "POST", "/message/sendStatus/shop", body);
    expect(answer).toMatchObject({
      status: 400,
      body: { response: { message: [["type is not one of enum values: text,image,audio,video"]] } },
    });
  });

  it("a carousel's button of no known type does nothing", async () => {
    const { gateway } = await startGateway({ version: "2.4.0-rc2" });
    const cards = ["constructor", "__proto__", "other"].map((type) => ({ title: "x", body: "x", buttons: [{ type }] }));
    const answer = await rawCall(gateway, "POST", "/message/sendCarousel/shop", { number: maria, body: "x", cards });
    expect(answer.status).toBe(201);
    const shown = answer.body.message.interactiveMessage.carouselMessage.cards;
    const buttons = shown.map((card: { nativeFlowMessage: { buttons: unknown[] } }) => card.nativeFlowMessage.buttons);
    expect(buttons).toEqual(cards.map(() => [{ name: "", buttonParamsJson: "{}" }]));
  });

  it("a URL of another computer is not asked: its file is one pixel", async () => {
    const { shop } = await startGateway();
    const media = "https://media.example.com/a.png";
    const { key } = await shop.messages.sendMedia({ number: maria, mediatype: "image", media });
    const found = await shop.chats.getBase64FromMediaMessage({ message: { key } });
    expect(
      Buffer.from(found?.base64 ?? "", "base64")
        .subarray(1, 4)
        .toString(),
    ).toBe("PNG");
  });

  it.each<[string, string, Record<string, unknown>, unknown]>([
    ["sendMedia", "a list", { mediatype: "image" }, ["AxiosError: Request failed with status code 404"]],
    ["sendWhatsAppAudio", "a text", {}, "Request failed with status code 404"],
    ["sendSticker", "a text", {}, "Request failed with status code 404"],
  ])("%s reports a file that is not there in %s, and sends nothing", async (route, _form, more, message) => {
    const { gateway } = await startGateway();
    const field = { sendMedia: "media", sendWhatsAppAudio: "audio", sendSticker: "sticker" }[route] ?? "";
    const body = { number: maria, ...more, [field]: `${await files()}/missing` };
    expect(await rawCall(gateway, "POST", `/message/${route}/shop`, body)).toEqual({
      status: 500,
      body: { status: 500, error: "Internal Server Error", response: { message } },
    });
    expect(gateway.instance("shop").messages).toEqual([]);
  });

  it("a round video must not be a URL, an uploaded sticker is not read, a document needs its name", async () => {
    const { gateway } = await startGateway();
    const post = (route: string, body: Record<string, string> | FormData) =>
      rawCall(gateway, "POST", `/message/${route}/shop`, body);
    const url = "https://media.example.com/v.mp4";
    expect(await post("sendPtv", { number: maria, video: url })).toMatchObject({
      status: 500,
      body: {
        response: {
          message: [`Error: Failed to get video duration: ENOENT: no such file or directory, stat '${url}'`],
        },
      },
    });
    expect(await post("sendPtv", { number: maria, video: base64 })).toMatchObject({ status: 201 });
    expect(await post("sendSticker", upload({ number: maria }))).toMatchObject({
      status: 500,
      body: { response: { message: "Invalid URL" } },
    });
    expect(await post("sendMedia", upload({ number: maria, mediatype: "document" }))).toMatchObject({ status: 500 });
  });

  it("a stored message is quoted by its id, a given one as it is, and an unknown one not at all", async () => {
    const { shop, maria: phone } = await startGateway();
    const { id } = phone.send("what time?");
    const quote = async (quoted: { key: { id: string; remoteJid?: string; fromMe?: boolean }; message?: object }) => {
      const sent = await shop.messages.sendText({ number: maria, text: "9", quoted: quoted as never });
      const { stanzaId, participant, quotedMessage } = sent.contextInfo ?? {};
      return { stanzaId, participant, quotedMessage };
    };
    const participant = `${maria}@s.whatsapp.net`;
    expect(await quote({ key: { id } })).toEqual({
      stanzaId: id,
      participant,
      quotedMessage: { conversation: "what time?" },
    });
    const own = await shop.messages.sendText({ number: maria, text: "mine" });
    expect(await quote({ key: { id: own.key.id } })).toMatchObject({ participant: "5511988880000@s.whatsapp.net" });
    const given = { key: { id: "A", remoteJid: participant, fromMe: false }, message: { conversation: "given" } };
    expect(await quote(given)).toEqual({ stanzaId: "A", participant, quotedMessage: given.message });
    expect(await quote({ key: { id: "nobody knows" } })).toEqual({});
  });

  it.each<[string, Record<string, unknown>, unknown]>([
    ["no buttons", { buttons: [] }, ["At least one button is required"]],
    [
      "four replies",
      { buttons: ["1", "2", "3", "4"].map((id) => ({ type: "reply", displayText: id, id })) },
      ["Maximum of 3 reply buttons allowed"],
    ],
    [
      "replies beside links",
      {
        buttons: [
          { type: "reply", id: "1" },
          { type: "url", url: "x" },
        ],
      },
      ["Reply buttons cannot be mixed with other types"],
    ],
  ])("buttons that cannot stand together: %s", async (_what, body, message) => {
    const { gateway } = await startGateway();
    const sent = await rawCall(gateway, "POST", "/message/sendButtons/shop", { number: maria, title: "t", ...body });
    expect(sent).toMatchObject({ status: 400, body: { response: { message } } });
  });

  it("the connection is lost on the way to numbers that end in 0500", async () => {
    const { gateway } = await startGateway();
    const body = { number: "5511999990500", text: "oi" };
    expect(await rawCall(gateway, "POST", "/message/sendText/shop", body)).toMatchObject({
      status: 400,
      body: { response: { message: ["Error: Connection Closed"] } },
    });
  });
});

describe("on the other channels", () => {
  const start = async () => {
    const gateway = await createFakeGateway({
      instances: [
        { name: "cloud", integration: "WHATSAPP-BUSINESS", number: "1" },
        { name: "own", integration: "EVOLUTION" },
      ],
    });
    onTestFinished(() => gateway.close());
    return (name: string, route: string, body: Record<string, unknown> | FormData) =>
      rawCall(gateway, "POST", `/message/${route}/${name}`, body);
  };

  it("Business echoes the file, and says conversation of what it turns into a text", async () => {
    const post = await start();
    const common = {
      key: { fromMe: true, id: expect.stringMatching(/^wamid\./), remoteJid: `${maria}@s.whatsapp.net` },
      messageTimestamp: expect.any(Number),
      instanceId: expect.any(String),
      status: "PENDING",
      source: "unknown",
    };
    const image = await post("cloud", "sendMedia", { number: maria, mediatype: "image", media: base64, caption: "c" });
    expect(image.body).toEqual({
      ...common,
      messageType: "imageMessage",
      message: {
        imageMessage: {
          caption: "c",
          fileName: "image.png",
          mediaType: "image",
          media: base64,
          gifPlayback: false,
          id: expect.stringMatching(/^\d+$/),
          type: "id",
          mimetype: "image/png",
        },
      },
    });
    const sections = [{ title: "Drinks", rows: [{ title: "Water", description: "d", rowId: "1" }] }];
    const list = { number: maria, title: "Menu", footerText: "f", buttonText: "b", sections };
    expect((await post("cloud", "sendList", list)).body).toEqual({
      ...common,
      messageType: "conversation",
      message: { conversation: "Menu\nDrinks\nWater\n" },
    });
    const quoted = { key: { id: "wamid.A" } };
    expect((await post("cloud", "sendText", { number: maria, text: "oi", quoted })).body).toMatchObject({
      message: { conversation: "oi", contextInfo: { stanzaId: "wamid.A" } },
    });
  });

  it.each([
    ["0400", 131_030],
    ["0401", 190],
    ["0429", 130_429],
  ])("what Meta refuses is a 201 without a key: numbers that end in %s", async (end, code) => {
    const post = await start();
    const { status, body } = await post("cloud", "sendText", { number: `551199999${end}`, text: "oi" });
    expect([status, body.code, body.key]).toEqual([201, code, undefined]);
  });

  it("an empty text trips Business over what Meta did not answer", async () => {
    const post = await start();
    expect(await post("cloud", "sendText", { number: maria, text: "" })).toMatchObject({
      status: 400,
      body: { response: { message: ["TypeError: Cannot read properties of undefined (reading 'message')"] } },
    });
  });

  it("EVOLUTION keeps what was asked for, without bytes", async () => {
    const post = await start();
    const media = await post("own", "sendMedia", { number: maria, mediatype: "image", media: base64 });
    expect(media.body).toEqual({
      key: { fromMe: true, id: expect.stringMatching(/^[0-9a-f-]{36}$/), remoteJid: maria },
      message: { mediaUrl: null },
      messageType: "imageMessage",
      messageTimestamp: expect.any(Number),
      instanceId: expect.any(String),
      source: "unknown",
    });
    expect(await post("own", "sendWhatsAppAudio", { number: maria, audio: base64 })).toMatchObject({
      status: 500,
      body: { response: { message: "File or buffer is undefined." } },
    });
  });
});
