import { describe, expect, it } from "vitest";
import { startGateway } from "../support/fake-gateway.js";
import { rawCall } from "../support/raw-call.js";

const jid = "5511999990001@s.whatsapp.net";

describe("what a phone knows is found again", () => {
  it("the instance's own name and picture, where its row shows them", async () => {
    const { gateway, shop, client } = await startGateway();
    await shop.profile.updateProfileName({ name: "Acme" });
    await shop.profile.updateProfilePicture({ picture: "https://media.example.com/a.png" });
    const [row] = await client.instances.fetchInstances({ instanceName: "shop" });
    expect(row).toMatchObject({ profileName: "Acme", profilePicUrl: expect.stringContaining("https://") });
    const { ownNumber } = gateway.instance("shop");
    expect(await shop.chats.fetchProfilePictureUrl({ number: ownNumber })).toMatchObject({
      profilePictureUrl: row?.profilePicUrl,
    });
    await shop.profile.removeProfilePicture();
    expect((await client.instances.fetchInstances({ instanceName: "shop" }))[0]).toMatchObject({ profilePicUrl: null });
  });

  it("privacy", async () => {
    const { shop } = await startGateway();
    const data = { ...(await shop.profile.fetchPrivacySettings()), groupadd: "none" as const };
    expect(await shop.profile.updatePrivacySettings(data)).toEqual({ update: "success", data });
    expect(await shop.profile.fetchPrivacySettings()).toEqual(data);
  });

  it("a person's picture, text, business and catalog, as they were set", async () => {
    const { gateway, shop, maria } = await startGateway();
    const { number } = maria;
    expect(await shop.profile.fetchProfile({ number })).toEqual({
      wuid: jid,
      numberExists: true,
      picture: null,
      status: null,
      isBusiness: false,
    });
    expect(await shop.business.getCatalog({ number })).toEqual({ wuid: jid, name: null, isBusiness: false });
    const business = { description: "We sell", website: ["https://example.com"], email: "a@example.com" };
    gateway.setProfile(number, { pictureUrl: "https://pps.example.com/1.jpg", about: "busy" });
    gateway.setProfile(number, { business, catalog: [{ id: "p1" }] });
    maria.send("oi");
    expect(await shop.profile.fetchProfile({ number })).toEqual({
      wuid: jid,
      name: "Maria",
      numberExists: true,
      picture: "https://pps.example.com/1.jpg",
      status: { status: "busy", setAt: expect.any(String) },
      isBusiness: true,
      email: "a@example.com",
      description: "We sell",
      website: "https://example.com",
    });
    expect(await shop.profile.fetchBusinessProfile({ number })).toEqual({ isBusiness: true, wid: jid, ...business });
    expect(await shop.chats.fetchProfilePictureUrl({ number })).toEqual({
      wuid: jid,
      profilePictureUrl: "https://pps.example.com/1.jpg",
    });
    expect(await shop.business.getCatalog({ number })).toMatchObject({ catalogLength: 1, catalog: [{ id: "p1" }] });
  });

  it("a label is applied, although 2.3.6 answers a 400", async () => {
    const { gateway, shop, maria, events } = await startGateway();
    gateway.instance("shop").labels.push({ id: "5", name: "VIP", color: "3", predefinedId: null });
    expect(await shop.labels.findLabels()).toEqual([{ id: "5", name: "VIP", color: "3", predefinedId: null }]);
    const body = { number: maria.number, labelId: "5", action: "add" };
    expect(await rawCall(gateway, "POST", "/label/handleLabel/shop", body)).toMatchObject({
      status: 400,
      body: { response: { message: ["Unable to add label to chat", expect.stringMatching(/^PrismaClient/)] } },
    });
    expect(await shop.chats.findChatByRemoteJid({ remoteJid: jid })).toMatchObject({ labels: ["5"] });
    expect(await events("labels.association")).toEqual([]);
    expect(
      await rawCall(gateway, "POST", "/label/handleLabel/shop", { ...body, number: "5511999990404" }),
    ).toMatchObject({ status: 404, body: { response: { message: ["Number is not on WhatsApp"] } } });
  });

  it("whom it has blocked, archived and left unread", async () => {
    const { gateway, shop, maria } = await startGateway();
    const key = maria.send("oi");
    const { number } = maria;
    expect(await shop.chats.findChatByRemoteJid({ remoteJid: jid })).toMatchObject({
      name: "Maria",
      unreadMessages: 1,
    });
    await shop.chats.markMessageAsRead({ readMessages: [key] });
    expect(await shop.chats.findChats({})).toMatchObject([{ remoteJid: jid, unreadCount: 0, isSaved: true }]);
    await shop.chats.markChatUnread({ lastMessage: { key }, chat: jid });
    expect(await shop.chats.findChats({})).toMatchObject([{ unreadCount: 1 }]);
    await shop.chats.archiveChat({ archive: true, lastMessage: { key } });
    await shop.chats.updateBlockStatus({ number, status: "block" });
    const instance = gateway.instance("shop");
    expect([instance.chats.get(jid)?.isArchived, [...instance.blocked]]).toEqual([true, [jid]]);
    maria.send("blocked");
    expect(instance.messages).toHaveLength(1);
    expect(await shop.chats.archiveChat({ archive: false, lastMessage: { key } })).toMatchObject({ archived: true });
    await shop.chats.updateBlockStatus({ number, status: "unblock" });
    expect([instance.chats.get(jid)?.isArchived, [...instance.blocked]]).toEqual([false, []]);
    expect(await rawCall(gateway, "POST", "/chat/archiveChat/shop", { archive: true, chat: jid })).toMatchObject({
      status: 500,
    });
  });

  it("templates of the Business integration, whose names are taken for all instances", async () => {
    const { gateway, client } = await startGateway();
    gateway.addInstance({ name: "cloud", integration: "WHATSAPP-BUSINESS", number: "1" });
    gateway.addInstance({ name: "cloud2", integration: "WHATSAPP-BUSINESS", number: "2" });
    const { templates } = client.instance("cloud");
    const body = { name: "ready", category: "UTILITY" as const, language: "en_US", components: [{ type: "BODY" }] };
    const row = await templates.create(body);
    expect(row).toMatchObject({ name: "ready", template: { status: "PENDING" }, webhookUrl: null });
    expect(await templates.find()).toEqual([
      { ...body, id: row.templateId, status: "PENDING", parameter_format: "POSITIONAL" },
    ]);
    expect(await rawCall(gateway, "POST", "/template/create/cloud2", body)).toMatchObject({
      status: 400,
      body: { details: { context: "template_creation", type: "whatsapp_api_error" } },
    });
  });
});

describe("stored messages", () => {
  it("are paged by offset, newest first; fromMe: false filters nothing, limit does nothing", async () => {
    const { shop, maria } = await startGateway();
    maria.send("1");
    await shop.messages.sendText({ number: maria.number, text: "2" });
    maria.send("3");
    const texts = async (body: object) => {
      const { messages } = await shop.chats.findMessages(body);
      return [messages.total, messages.pages, messages.records.map(({ message }) => message.conversation)];
    };
    expect(await texts({ offset: 2 })).toEqual([3, 2, ["3", "2"]]);
    expect(await texts({ offset: 2, page: 2, limit: 1 })).toEqual([3, 2, ["1"]]);
    expect(await texts({ where: { key: { fromMe: true } } })).toEqual([1, 1, ["2"]]);
    expect(await texts({ where: { key: { fromMe: false } } })).toEqual([3, 1, ["3", "2", "1"]]);
    expect(await texts({ where: { key: { remoteJidAlt: `${maria.lid}@lid` } } })).toEqual([2, 1, ["3", "1"]]);
    const both = { remoteJid: jid, remoteJidAlt: "nobody@lid" };
    expect((await texts({ where: { key: both } }))[0]).toBe(3);
    const time = { gte: "2001-01-01T00:00:00Z", lte: "2002-01-01T00:00:00Z" };
    expect(await texts({ where: { messageTimestamp: time } })).toEqual([0, 0, []]);
    expect((await texts({ where: { messageTimestamp: { gte: time.gte } } }))[0]).toBe(3);
  });

  it("have their bytes as base64, and the statuses they have had", async () => {
    const { gateway, shop, maria } = await startGateway();
    const sent = await shop.messages.sendMedia({ number: maria.number, mediatype: "image", media: "aGVsbG8=" });
    maria.read();
    await gateway.settled();
    const { id } = sent.key;
    const [row] = (await shop.chats.findMessages({ where: { key: { id } } })).messages.records;
    expect(row?.message.imageMessage).toMatchObject({
      mediaKey: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      fileLength: { low: 5, high: 0, unsigned: true },
    });
    const statuses = row?.MessageUpdate.map(({ status }) => status);
    expect(statuses?.at(-1)).toBe("READ");
    const rows = await shop.chats.findStatusMessage({ where: { id } });
    expect(rows.map(({ status }) => status)).toEqual(statuses);
    expect(rows[0]).toEqual({
      id: expect.any(String),
      keyId: id,
      remoteJid: jid,
      fromMe: true,
      participant: null,
      pollUpdates: null,
      status: statuses?.[0],
      messageId: row?.id,
      instanceId: sent.instanceId,
    });
    expect(new Set(rows.map((each) => each.id)).size).toBe(rows.length);
    expect(await shop.chats.findStatusMessage({ where: { id }, offset: 1, page: 2 })).toEqual(rows.slice(1, 2));
  });

  it("make contacts of those who wrote, and of their groups; without a page size all are answered", async () => {
    const { gateway, shop, maria } = await startGateway();
    const bia = gateway.phone("5511999990002", { name: "Bia" });
    const { jid: group } = gateway.createGroup({ subject: "Team", members: [maria, bia] });
    maria.send("oi");
    bia.send("oi", { to: group });
    await shop.messages.sendText({ number: "5511999990003", text: "not a contact" });
    const contacts = await shop.chats.findContacts({});
    expect(contacts.map(({ remoteJid, pushName, type, isGroup }) => [remoteJid, pushName, type, isGroup])).toEqual([
      [jid, "Maria", "contact", false],
      [group, "Bia", "group", true],
      [`${bia.number}@s.whatsapp.net`, "Bia", "contact", false],
    ]);
    expect(await shop.chats.findContacts({ offset: 2, page: 2 })).toEqual(contacts.slice(2));
    expect(await shop.chats.findContacts({ where: { remoteJid: jid } })).toEqual(contacts.slice(0, 1));
    expect(await shop.chats.findChats({ take: 1, skip: 1 })).toMatchObject([{ remoteJid: group, isSaved: true }]);
  });

  it("are changed by an edit and marked by a deletion, and both are posted", async () => {
    const { shop, maria, events } = await startGateway();
    const sent = await shop.messages.sendText({ number: maria.number, text: "one" });
    await shop.chats.updateMessage({ number: maria.number, key: sent.key, text: "two" });
    expect(await events("send.message.update")).toEqual([
      {
        key: sent.key,
        type: 14,
        editedMessage: { extendedTextMessage: { text: "two" } },
        timestampMs: expect.any(Number),
      },
    ]);
    const answered = await shop.chats.deleteMessageForEveryone(sent.key);
    expect(answered).toMatchObject({ message: { protocolMessage: { type: "REVOKE", key: sent.key } } });
    expect(await events("messages.delete")).toMatchObject([
      { key: { ...sent.key, deleted: true }, status: "DELETED", message: { conversation: "two" } },
    ]);
    const [row] = (await shop.chats.findMessages({ where: { key: { id: sent.key.id } } })).messages.records;
    expect(row).toMatchObject({ message: { conversation: "two" } });
    expect(row?.MessageUpdate.at(-1)).toEqual({ status: "DELETED" });
  });
});
