import { describe, expect, it } from "vitest";
import { parseWebhook, toInboundMessage } from "../../src/webhooks/index.js";
import { startGateway } from "../support/fake-gateway.js";

const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]);

const inbound = (data: unknown) => toInboundMessage(parseWebhook({ event: "messages.upsert", instance: "shop", data }));

describe("what a phone sends", () => {
  it.each([
    ["an image", { image: png, caption: "look" }, { kind: "image", text: "look", media: { mimeType: "image/png" } }],
    ["a voice note", { audio: png, voice: true }, { kind: "audio", voiceNote: true }],
    ["a document", { document: png, fileName: "nota.pdf" }, { kind: "document", media: { fileName: "nota.pdf" } }],
    ["a sticker", { sticker: png }, { kind: "sticker" }],
    ["a location", { location: { latitude: -23.5, longitude: -46.6, name: "MASP" } }, { kind: "location" }],
    ["a contact", { contact: { name: "Bia", phone: "5511999990002" } }, { kind: "contacts" }],
    ["a poll", { poll: { name: "Lunch?", options: ["Pizza", "Salad"] } }, { kind: "poll" }],
    ["content in the gateway's form", { orderMessage: { orderId: "1" } }, { kind: "order" }],
  ])("%s arrives as such", async (_what, content, expected) => {
    const { maria, events } = await startGateway();
    maria.send(content);
    const [data] = await events("messages.upsert");
    const message = inbound(data);
    expect(message).toMatchObject(expected);
  });

  it("is downloaded byte by byte", async () => {
    const { maria, shop } = await startGateway();
    const key = maria.send({ image: png });
    const file = await shop.chats.getBase64FromMediaMessage({ message: { key } });
    expect(Buffer.from(file?.base64 ?? "", "base64")).toEqual(Buffer.from(png));
  });

  it("carries the file where the webhook asks for it, from the next connection on", async () => {
    const { client, maria, events, shop, posted } = await startGateway();
    await shop.events.webhook.set({
      enabled: true,
      url: (await shop.events.webhook.find())?.url ?? "",
      events: [],
      base64: true,
    });
    maria.send({ image: png });
    await client.instances.restart("shop");
    maria.send({ image: png });
    const messages = await events("messages.upsert");
    expect(messages.map(({ message }) => (message as { base64?: string }).base64)).toEqual([
      undefined,
      Buffer.from(png).toString("base64"),
    ]);
    expect(posted.length).toBeGreaterThan(2);
  });

  it("answers a message, and mentions people", async () => {
    const { maria, shop, events } = await startGateway();
    await shop.messages.sendText({ number: maria.number, text: "We open at 9" });
    const asked = await maria.waitFor("We open");
    maria.send("@5511999990002 is that so?", { quote: asked, mentions: ["5511999990002"] });
    const [data] = await events("messages.upsert");
    const message = inbound(data);
    expect(message).toMatchObject({
      kind: "text",
      text: "@5511999990002 is that so?",
      quoted: { id: asked.key.id, text: "We open at 9" },
      mentions: [{ phone: "5511999990002" }],
    });
    expect(maria.messages.at(-1)?.quoted).toEqual({ id: asked.key.id, text: "We open at 9", from: "shop" });
  });
});

describe("ticks", () => {
  it("of the instance's messages: sent, delivered, and read when the phone reads", async () => {
    const { maria, shop, events } = await startGateway();
    const { key } = await shop.messages.sendText({ number: maria.number, text: "Olá" });
    await shop.messages.sendText({ number: maria.number, text: "second" });
    maria.read(key.id);
    expect(maria.chats).toMatchObject([{ id: "shop", kind: "instance", title: "shop", unread: 1 }]);
    const updates = (await events("messages.update")).filter(({ keyId }) => keyId === key.id);
    expect(updates.map(({ status }) => status).sort()).toEqual(["DELIVERY_ACK", "READ", "SERVER_ACK"]);
    const { messages } = await shop.chats.findMessages({ where: { key: { id: key.id } } });
    expect(messages.records[0]?.MessageUpdate.map(({ status }) => status)).toEqual([
      "SERVER_ACK",
      "DELIVERY_ACK",
      "READ",
    ]);
    maria.read();
    expect(maria.chats[0]?.unread).toBe(0);
  });

  it("of the phone's messages: one while the instance is away, two when it took them, blue when it read them", async () => {
    const { gateway, maria, shop } = await startGateway();
    gateway.loseConnection("shop");
    const key = maria.send("oi");
    expect(maria.messages[0]?.status).toBe("sent");
    gateway.reconnect("shop");
    expect(maria.messages[0]?.status).toBe("delivered");
    await shop.chats.markMessageAsRead({ readMessages: [key] });
    expect(maria.messages[0]?.status).toBe("read");
  });

  it("of a voice note that was played", async () => {
    const { maria, shop, events } = await startGateway();
    const { key } = await shop.messages.sendWhatsAppAudio({ number: maria.number, audio: "T2dnUw==" });
    maria.play(key);
    const statuses = (await events("messages.update")).map(({ status }) => status);
    expect(statuses.sort()).toEqual(["DELIVERY_ACK", "PLAYED", "READ", "SERVER_ACK"]);
  });

  it("have Meta's words on Business, and there are none on EVOLUTION", async () => {
    const business = await startGateway({ shop: { integration: "WHATSAPP-BUSINESS" } });
    await business.shop.messages.sendText({ number: business.maria.number, text: "Olá" });
    business.maria.read();
    const updates = await business.events("messages.update");
    expect(updates.map(({ status, fromMe }) => [status, fromMe]).sort()).toEqual([
      ["DELIVERED", false],
      ["READ", false],
      ["SENT", false],
    ]);
    const evolution = await startGateway({ shop: { integration: "EVOLUTION" } });
    await evolution.shop.messages.sendText({ number: evolution.maria.number, text: "Olá" });
    evolution.maria.read();
    expect(await evolution.events("messages.update")).toEqual([]);
  });
});

describe("what is done to a message", () => {
  it("a reaction is seen on both sides, and taken back", async () => {
    const { maria, shop, events } = await startGateway();
    const { key } = await shop.messages.sendText({ number: maria.number, text: "Olá" });
    maria.react(key.id, "👍");
    expect(maria.messages[0]?.reactions).toEqual([{ from: maria.number, emoji: "👍" }]);
    maria.react(key.id, "");
    expect(maria.messages[0]?.reactions).toEqual([]);
    const reactions = (await events("messages.upsert")).map(inbound);
    expect(reactions).toContainEqual(expect.objectContaining({ reaction: expect.objectContaining({ emoji: "👍" }) }));
    expect(reactions).toHaveLength(2);
    const mine = maria.send("thanks");
    await shop.messages.sendReaction({ key: mine, reaction: "❤️" });
    expect(maria.messages.at(-1)).toMatchObject({ text: "thanks", reactions: [{ from: "shop", emoji: "❤️" }] });
    expect(maria.messages).toHaveLength(2);
    expect(await maria.waitFor("❤️")).toBeDefined();
  });

  it("an edit and a deletion reach the gateway as the phone's", async () => {
    const { maria, events } = await startGateway();
    const key = maria.send("helo");
    maria.edit(key, "hello");
    expect(maria.messages[0]).toMatchObject({ text: "hello", editedAt: expect.any(Number) });
    maria.delete(key);
    expect(maria.messages[0]?.deletedAt).toEqual(expect.any(Number));
    const edited = await events("messages.edited");
    expect(edited).toContainEqual({
      key: { remoteJid: "5511988880000@s.whatsapp.net", fromMe: true, id: key.id },
      type: "MESSAGE_EDIT",
      editedMessage: { conversation: "hello" },
      timestampMs: expect.stringMatching(/^\d+$/),
    });
    expect(edited).toContainEqual(expect.objectContaining({ type: "REVOKE" }));
    expect(await events("messages.delete")).toMatchObject([{ id: key.id, fromMe: false }]);
  });

  it("a caption is edited, and the picture stays", async () => {
    const { maria, events } = await startGateway();
    const key = maria.send({ image: png, caption: "helo" });
    maria.edit(key, "hello");
    expect(maria.messages[0]).toMatchObject({ text: "hello", message: { imageMessage: { mimetype: "image/png" } } });
    const [edited] = await events("messages.edited");
    expect(edited).toMatchObject({ editedMessage: { imageMessage: { caption: "hello", mimetype: "image/png" } } });
    const answer = maria.send("yess", { quote: key });
    maria.edit(answer, "yes");
    expect(maria.messages[1]).toMatchObject({ text: "yes", quoted: { id: key.id } });
    expect((await events("messages.edited"))[1]).toMatchObject({ editedMessage: { conversation: "yes" } });
    const sticker = maria.send({ sticker: png });
    expect(() => maria.edit(sticker, "x")).toThrow("Only texts and captions can be edited, not a stickerMessage.");
  });

  it("nothing is done to a message that was deleted", async () => {
    const { maria, shop, events } = await startGateway();
    const key = maria.send("oi");
    maria.delete(key);
    const doings = [
      () => maria.delete(key),
      () => maria.edit(key, "x"),
      () => maria.react(key, "👍"),
      () => maria.press(key, "x"),
      () => maria.vote(key, []),
      () => maria.send("what?", { quote: key }),
    ];
    for (const doing of doings) expect(doing).toThrow(`The message "${key.id}" of ${maria.number} was deleted.`);
    await shop.messages.sendReaction({ key, reaction: "❤️" });
    expect(maria.messages).toMatchObject([{ text: "oi", reactions: [] }]);
    expect(await events("messages.edited")).toHaveLength(1);
  });

  it("an instance changes only what it wrote, and only in the chat that it names", async () => {
    const { gateway, client, maria, shop } = await startGateway();
    gateway.addInstance({ name: "two" });
    const bia = gateway.phone("5511999990002", { name: "Bia" });
    const mine = maria.send("oi", { to: "shop" });
    const { key } = await shop.messages.sendText({ number: maria.number, text: "Olá" });
    const two = client.instance("two");
    await two.chats.deleteMessageForEveryone({ id: mine.id, fromMe: false, remoteJid: mine.remoteJid });
    await two.chats.deleteMessageForEveryone({ id: key.id, fromMe: true, remoteJid: key.remoteJid });
    await two.messages.sendReaction({ key, reaction: "❤️" });
    await shop.chats.deleteMessageForEveryone({ id: mine.id, fromMe: false, remoteJid: mine.remoteJid });
    await shop.messages.sendReaction({ key: { ...mine, remoteJid: `${bia.number}@s.whatsapp.net` }, reaction: "❤️" });
    expect(maria.messages.map(({ text, deletedAt, reactions }) => [text, deletedAt, reactions])).toEqual([
      ["oi", undefined, []],
      ["Olá", undefined, []],
    ]);
  });

  it("an instance deletes what others wrote where it is the group's admin", async () => {
    const { gateway, maria, shop } = await startGateway();
    const group = gateway.createGroup({ subject: "Team", members: [maria] });
    const { id, remoteJid } = maria.send("oi", { to: group.jid });
    const deletes = () => shop.chats.deleteMessageForEveryone({ id, remoteJid, fromMe: false });
    await deletes();
    expect(maria.messages[0]?.deletedAt).toBeUndefined();
    for (const participant of group.participants) participant.admin = "admin";
    await deletes();
    expect(maria.messages[0]?.deletedAt).toEqual(expect.any(Number));
  });

  it("nobody changes a message of somebody else", async () => {
    const { maria, shop } = await startGateway();
    const { key } = await shop.messages.sendText({ number: maria.number, text: "Olá" });
    expect(() => maria.edit(key, "x")).toThrow("Maria can only change its own messages, and shop wrote this one.");
    expect(() => maria.delete("nope")).toThrow('This phone has no message "nope".');
  });

  it("the instance edits and deletes its own on the phone's screen", async () => {
    const { maria, shop, events } = await startGateway();
    const { key } = await shop.messages.sendText({ number: maria.number, text: "Olà" });
    await shop.chats.updateMessage({ number: maria.number, key, text: "Olá" });
    expect(maria.messages[0]).toMatchObject({ text: "Olá", editedAt: expect.any(Number) });
    await shop.chats.deleteMessageForEveryone({ id: key.id, fromMe: true, remoteJid: key.remoteJid });
    expect(maria.messages[0]?.deletedAt).toEqual(expect.any(Number));
    expect(await events("send.message.update")).toMatchObject([{ key: { id: key.id } }]);
    expect(await events("messages.delete")).toMatchObject([{ key: { id: key.id }, status: "DELETED" }]);
  });
});

describe("choices", () => {
  it("a button and a row are pressed by title or id, and answer the message they are of", async () => {
    const { maria, shop, events } = await startGateway();
    const { number } = maria;
    await shop.messages.sendButtons({
      number,
      title: "Sure?",
      buttons: [{ type: "reply", displayText: "Yes", id: "y" }],
    });
    const rows = [{ title: "Pizza", description: "large", rowId: "pizza" }];
    await shop.messages.sendList({
      number,
      title: "Menu",
      footerText: "f",
      buttonText: "b",
      sections: [{ title: "s", rows }],
    });
    const [question, menu] = maria.inbox;
    expect(() => maria.press(question?.key.id ?? "", "Maybe")).toThrow('has no "Maybe" to press: it offers "Yes".');
    maria.press(question?.key.id ?? "", "Yes");
    maria.press(menu?.key.id ?? "", "pizza");
    const selections = (await events("messages.upsert")).map(inbound);
    expect(selections).toContainEqual(
      expect.objectContaining({ selection: expect.objectContaining({ id: "y", title: "Yes" }) }),
    );
    expect(selections).toContainEqual(
      expect.objectContaining({ selection: expect.objectContaining({ id: "pizza", title: "Pizza" }) }),
    );
    expect(maria.messages.at(-1)?.quoted?.id).toBe(menu?.key.id);
  });

  it("a person sees titles: a button with that title comes before one with that id", async () => {
    const { maria, shop } = await startGateway();
    const reply = (displayText: string, id: string) => ({ type: "reply" as const, displayText, id });
    const buttons = [reply("No", "Yes"), reply("Yes", "No")] as const;
    await shop.messages.sendButtons({ number: maria.number, title: "Sure?", buttons });
    maria.press(await maria.waitFor("Sure?"), "Yes");
    expect(maria.messages.at(-1)?.text).toBe("Yes");
    maria.press(maria.inbox[0]?.key ?? "", "No");
    expect(maria.messages.at(-1)?.text).toBe("No");
  });

  it("the buttons of a carousel's cards are pressed, by id where several have one title", async () => {
    const { maria, shop, events } = await startGateway({ version: "2.4.0-rc2" });
    const reply = (displayText: string, id: string) => ({ type: "reply" as const, displayText, id });
    const card = (body: string, id: string) => ({
      body,
      buttons: [reply("Buy", id), reply(`About ${body}`, `about-${id}`)] as const,
    });
    const cards = [card("Pizza", "p"), card("Salad", "s")] as const;
    await shop.messages.sendCarousel({ number: maria.number, body: "Today", cards });
    const menu = await maria.waitFor("Today");
    maria.press(menu, "About Salad");
    maria.press(menu, "s");
    expect(() => maria.press(menu, "Buy")).toThrow('has 2 "Buy" to press: choose by id, "p", "s".');
    expect((await events("messages.upsert")).map(inbound)).toMatchObject([
      { selection: { id: "about-s" } },
      { selection: { id: "s", title: "Buy" } },
    ]);
  });

  it.each(["WHATSAPP-BUSINESS", "EVOLUTION"] as const)("buttons and files are there on %s too", async (integration) => {
    const { maria, shop, events } = await startGateway({ shop: { integration } });
    const { number } = maria;
    await shop.messages.sendButtons({
      number,
      title: "Sure?",
      buttons: [{ type: "reply", displayText: "Yes", id: "y" }],
    });
    maria.press((await maria.waitFor("Sure?")).key, "y");
    await shop.messages.sendMedia({ number, mediatype: "image", media: png, caption: "look", fileName: "a.png" });
    expect((await maria.waitFor("look")).media?.bytes).toEqual(png);
    expect((await events("messages.upsert")).map(inbound)).toHaveLength(1);
  });

  it("a vote is posted from 2.3.7 on, and counted on the phone in every version", async () => {
    for (const version of ["2.3.6", "2.3.7"] as const) {
      const { maria, shop, events } = await startGateway({ version });
      await shop.messages.sendPoll({
        number: maria.number,
        name: "Lunch?",
        selectableCount: 1,
        values: ["Pizza", "Salad"],
      });
      const poll = await maria.waitFor("Lunch?");
      expect(() => maria.vote(poll, ["Soup"])).toThrow('has no option "Soup": it has "Pizza", "Salad".');
      expect(() => maria.vote(poll, ["Pizza", "Salad"])).toThrow("allows 1 of its options, not 2");
      maria.vote(poll, ["Pizza"]);
      maria.vote(poll, ["Salad"]);
      expect(poll.votes).toEqual([{ voter: maria.number, options: ["Salad"] }]);
      const votes = await events("messages.upsert");
      expect(votes).toHaveLength(version === "2.3.6" ? 0 : 2);
      if (version === "2.3.7") expect(votes[0]).toHaveProperty("pollUpdates");
    }
  });
});

it("the chat that was written in last stands first, also when all is at one instant", async () => {
  const { gateway, maria } = await startGateway({ clock: "virtual" });
  gateway.addInstance({ name: "bakery" });
  for (const to of ["shop", "bakery", "shop"]) maria.send("oi", { to });
  expect(maria.chats.map(({ id, messages }) => [id, messages.length])).toEqual([
    ["shop", 2],
    ["bakery", 1],
  ]);
  maria.send("oi", { to: "bakery" });
  expect(maria.chats.map(({ id }) => id)).toEqual(["bakery", "shop"]);
});

it("who types is told for chats that the instance has typed in, and shown on the phone", async () => {
  const { gateway, maria, shop, events } = await startGateway({ clock: "virtual" });
  maria.type();
  const sending = shop.messages.sendText({ number: maria.number, text: "Olá", delay: 2_000 });
  const typing = new Promise((resolve) => gateway.on("typing", resolve));
  expect(await typing).toMatchObject({ chat: "shop", state: "composing" });
  await gateway.clock.advance(2_000);
  await sending;
  expect(maria.chats[0]).toMatchObject({ typing: undefined, messages: [{ text: "Olá" }] });
  maria.type({ state: "recording" });
  const updates = await events("presence.update");
  const jid = `${maria.number}@s.whatsapp.net`;
  expect(updates).toEqual([{ id: jid, presences: { [jid]: { lastKnownPresence: "recording" } } }]);
});

it("the person at the instance's own phone answers: ours, but not by the API", async () => {
  const { maria, events } = await startGateway();
  const key = maria.answerFromOwnPhone("I will take over");
  expect(await maria.waitFor("take over")).toMatchObject({ from: "shop", key: { id: key.id, fromMe: false } });
  expect(await events("messages.upsert")).toMatchObject([{ key: { fromMe: true, id: key.id }, status: "SERVER_ACK" }]);
  expect(await events("send.message")).toEqual([]);
});

it("the person at the instance's own phone is named by the instance, not by a group", async () => {
  const { gateway, maria } = await startGateway();
  const group = gateway.createGroup({ subject: "Team", members: [maria] });
  expect(() => maria.answerFromOwnPhone("hello all", { from: group.jid })).toThrow("is a group");
  expect(maria.messages).toEqual([]);
});

it("a phone that is there already is not made anew: other options are an error", async () => {
  const { gateway, maria } = await startGateway();
  expect(gateway.phone(maria.number)).toBe(maria);
  expect(gateway.phone(maria.number, { name: "Maria" })).toBe(maria);
  expect(() => gateway.phone(maria.number, { name: "Ana" })).toThrow('with the `name` "Maria", not "Ana"');
  expect(() => gateway.phone(maria.number, { addressing: "lid" })).toThrow('with the `addressing` "pn", not "lid"');
});

it.each([
  [undefined, "Expected a text or an object such as { image: bytes }, got undefined (undefined)."],
  [{}, "or the gateway's `imageMessage`, got nothing."],
  [{ picture: png }, "or the gateway's `imageMessage`, got picture."],
  [{ image: "text" }, 'Expected `image` to be a Uint8Array, got "text" (string). Pass the file\'s bytes.'],
  [{ location: 1 }, "Expected `location` to be an object, got 1 (number)."],
])("%j is nothing that a phone can send", async (content, message) => {
  const { maria, events } = await startGateway();
  expect(() => maria.send(content as never)).toThrow(message);
  expect(() => maria.answerFromOwnPhone(content as never)).toThrow(TypeError);
  expect(await events("messages.upsert")).toEqual([]);
  expect(maria.messages).toEqual([]);
});
