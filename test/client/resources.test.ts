import { describe, expect, it, onTestFinished } from "vitest";
import type { InstanceCall } from "../../src/client/instance.js";
import { BusinessResource } from "../../src/client/resources/business.js";
import { CallsResource } from "../../src/client/resources/calls.js";
import { ChatsResource } from "../../src/client/resources/chats.js";
import { GroupsResource } from "../../src/client/resources/groups.js";
import { LabelsResource } from "../../src/client/resources/labels.js";
import { ProfileResource } from "../../src/client/resources/profile.js";
import { TemplatesResource } from "../../src/client/resources/templates.js";
import { EvolutionClient } from "../../src/index.js";
import { type Answer, envelope, stubGateway } from "../support/stub-gateway.js";

const classes = {
  chats: ChatsResource,
  profile: ProfileResource,
  groups: GroupsResource,
  labels: LabelsResource,
  calls: CallsResource,
  business: BusinessResource,
  templates: TemplatesResource,
};

async function setup(...answers: Answer[]) {
  const gateway = await stubGateway(...answers);
  const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: "k", retries: 0 });
  onTestFinished(() => client.close());
  const call: InstanceCall = (endpoint, body, options, more) =>
    client.request(endpoint, { instanceName: "my shop", body, ...more }, options);
  const shop = {
    chats: new ChatsResource(call),
    profile: new ProfileResource(call),
    groups: new GroupsResource(call),
    labels: new LabelsResource(call),
    calls: new CallsResource(call),
    business: new BusinessResource(call),
    templates: new TemplatesResource(call),
  };
  return { gateway, shop };
}
type Shop = Awaited<ReturnType<typeof setup>>["shop"];

const number = "5511999990001";
const remoteJid = `${number}@s.whatsapp.net`;
const key = { id: "AC01", fromMe: false, remoteJid };
const lastMessage = { key, messageTimestamp: 1767225600 };
const groupJid = "120363020000000009@g.us";
const inGroup = `groupJid=${encodeURIComponent(groupJid)}`;
const inviteCode = "A1b2C3d4E5f6G7h8I9j0K1";
const privacy = {
  readreceipts: "all",
  profile: "contacts",
  status: "contact_blacklist",
  online: "match_last_seen",
  last: "none",
  groupadd: "contacts",
} as const;
const components = [{ type: "BODY", text: "Order {{1}} is ready" }];

/** What is called, and the method, path below the instance, query and body that the gateway must see. */
type Row = [name: string, call: (shop: Shop) => Promise<unknown>, route: string, query: string, body: unknown];

/** A call whose only argument is sent as it is. */
const sent = <Body>(
  name: string,
  call: (shop: Shop, body: Body) => Promise<unknown>,
  route: string,
  body: Body,
): Row => [name, (shop) => call(shop, body), route, "", body];

const rows: Row[] = [
  sent("chats.whatsappNumbers", (s, b) => s.chats.whatsappNumbers(b), "POST /chat/whatsappNumbers", {
    numbers: [number, groupJid],
  }),
  sent("chats.markMessageAsRead", (s, b) => s.chats.markMessageAsRead(b), "POST /chat/markMessageAsRead", {
    readMessages: [key],
  }),
  sent("chats.archiveChat", (s, b) => s.chats.archiveChat(b), "POST /chat/archiveChat", {
    archive: false,
    lastMessage,
    chat: remoteJid,
  }),
  sent("chats.markChatUnread", (s, b) => s.chats.markChatUnread(b), "POST /chat/markChatUnread", { lastMessage }),
  sent(
    "chats.deleteMessageForEveryone",
    (s, b) => s.chats.deleteMessageForEveryone(b),
    "DELETE /chat/deleteMessageForEveryone",
    { ...key, participant: remoteJid },
  ),
  sent(
    "chats.fetchProfilePictureUrl",
    (s, b) => s.chats.fetchProfilePictureUrl(b),
    "POST /chat/fetchProfilePictureUrl",
    { number },
  ),
  sent(
    "chats.getBase64FromMediaMessage",
    (s, b) => s.chats.getBase64FromMediaMessage(b),
    "POST /chat/getBase64FromMediaMessage",
    { message: { key: { id: "AC01" } }, convertToMp4: true },
  ),
  sent("chats.updateMessage", (s, b) => s.chats.updateMessage(b), "POST /chat/updateMessage", {
    number,
    key: { ...key, fromMe: true },
    text: "Olá, Ana",
  }),
  sent("chats.sendPresence", (s, b) => s.chats.sendPresence(b), "POST /chat/sendPresence", {
    number,
    presence: "composing" as const,
    delay: 1200,
  }),
  sent("chats.updateBlockStatus", (s, b) => s.chats.updateBlockStatus(b), "POST /chat/updateBlockStatus", {
    number,
    status: "unblock" as const,
  }),
  sent("chats.findContacts", (s, b) => s.chats.findContacts(b), "POST /chat/findContacts", {
    where: { remoteJid },
    page: 2,
    offset: 10,
  }),
  sent("chats.findMessages", (s, b) => s.chats.findMessages(b), "POST /chat/findMessages", {
    where: { key: { remoteJid } },
    offset: 20,
  }),
  sent("chats.findStatusMessage", (s, b) => s.chats.findStatusMessage(b), "POST /chat/findStatusMessage", {
    where: { remoteJid, id: "AC01" },
    offset: 5,
  }),
  sent("chats.findChats", (s, b) => s.chats.findChats(b), "POST /chat/findChats", { take: 20, skip: 40 }),
  [
    "chats.findChatByRemoteJid",
    (s) => s.chats.findChatByRemoteJid({ remoteJid }),
    "GET /chat/findChatByRemoteJid",
    `remoteJid=${encodeURIComponent(remoteJid)}`,
    undefined,
  ],

  sent("profile.fetchProfile", (s, b) => s.profile.fetchProfile(b), "POST /chat/fetchProfile", { number }),
  sent("profile.fetchBusinessProfile", (s, b) => s.profile.fetchBusinessProfile(b), "POST /chat/fetchBusinessProfile", {
    number,
  }),
  sent("profile.updateProfileName", (s, b) => s.profile.updateProfileName(b), "POST /chat/updateProfileName", {
    name: "Padaria da Ana",
  }),
  sent("profile.updateProfileStatus", (s, b) => s.profile.updateProfileStatus(b), "POST /chat/updateProfileStatus", {
    status: "Aberto",
  }),
  sent("profile.updateProfilePicture", (s, b) => s.profile.updateProfilePicture(b), "POST /chat/updateProfilePicture", {
    picture: "https://example.com/ana.jpg",
  }),
  [
    "profile.removeProfilePicture",
    (s) => s.profile.removeProfilePicture(),
    "DELETE /chat/removeProfilePicture",
    "",
    undefined,
  ],
  [
    "profile.fetchPrivacySettings",
    (s) => s.profile.fetchPrivacySettings(),
    "GET /chat/fetchPrivacySettings",
    "",
    undefined,
  ],
  sent(
    "profile.updatePrivacySettings",
    (s, b) => s.profile.updatePrivacySettings(b),
    "POST /chat/updatePrivacySettings",
    privacy,
  ),

  sent("groups.create", (s, b) => s.groups.create(b), "POST /group/create", {
    subject: "Padaria",
    participants: [number],
    description: "Pedidos",
    promoteParticipants: true,
  }),
  sent("groups.updateGroupSubject", (s, b) => s.groups.updateGroupSubject(b), "POST /group/updateGroupSubject", {
    groupJid,
    subject: "Pedidos",
  }),
  sent("groups.updateGroupPicture", (s, b) => s.groups.updateGroupPicture(b), "POST /group/updateGroupPicture", {
    groupJid,
    image: "https://example.com/pao.jpg",
  }),
  sent(
    "groups.updateGroupDescription",
    (s, b) => s.groups.updateGroupDescription(b),
    "POST /group/updateGroupDescription",
    { groupJid, description: "Das 6 às 18" },
  ),
  [
    "groups.findGroupInfos",
    (s) => s.groups.findGroupInfos({ groupJid }),
    "GET /group/findGroupInfos",
    inGroup,
    undefined,
  ],
  [
    "groups.fetchAllGroups",
    (s) => s.groups.fetchAllGroups({ getParticipants: false }),
    "GET /group/fetchAllGroups",
    "getParticipants=false",
    undefined,
  ],
  ["groups.participants", (s) => s.groups.participants({ groupJid }), "GET /group/participants", inGroup, undefined],
  ["groups.inviteCode", (s) => s.groups.inviteCode({ groupJid }), "GET /group/inviteCode", inGroup, undefined],
  [
    "groups.inviteInfo",
    (s) => s.groups.inviteInfo({ inviteCode }),
    "GET /group/inviteInfo",
    `inviteCode=${inviteCode}`,
    undefined,
  ],
  [
    "groups.acceptInviteCode",
    (s) => s.groups.acceptInviteCode({ inviteCode }),
    "GET /group/acceptInviteCode",
    `inviteCode=${inviteCode}`,
    undefined,
  ],
  sent("groups.sendInvite", (s, b) => s.groups.sendInvite(b), "POST /group/sendInvite", {
    groupJid,
    numbers: [number],
    description: "Entre aqui",
  }),
  sent("groups.revokeInviteCode", (s, b) => s.groups.revokeInviteCode(b), "POST /group/revokeInviteCode", { groupJid }),
  sent("groups.updateParticipant", (s, b) => s.groups.updateParticipant(b), "POST /group/updateParticipant", {
    groupJid,
    action: "promote" as const,
    participants: [number],
  }),
  sent("groups.updateSetting", (s, b) => s.groups.updateSetting(b), "POST /group/updateSetting", {
    groupJid,
    action: "announcement" as const,
  }),
  sent("groups.toggleEphemeral", (s, b) => s.groups.toggleEphemeral(b), "POST /group/toggleEphemeral", {
    groupJid,
    expiration: 86_400 as const,
  }),
  ["groups.leaveGroup", (s) => s.groups.leaveGroup({ groupJid }), "DELETE /group/leaveGroup", inGroup, undefined],

  ["labels.findLabels", (s) => s.labels.findLabels(), "GET /label/findLabels", "", undefined],
  sent("labels.handleLabel", (s, b) => s.labels.handleLabel(b), "POST /label/handleLabel", {
    number,
    labelId: "7",
    action: "remove" as const,
  }),
  sent("calls.offer", (s, b) => s.calls.offer(b), "POST /call/offer", { number, callDuration: 3, isVideo: false }),
  sent("business.getCatalog", (s, b) => s.business.getCatalog(b), "POST /business/getCatalog", { number, limit: 5 }),
  sent("business.getCollections", (s, b) => s.business.getCollections(b), "POST /business/getCollections", {
    number,
    limit: 20,
  }),
  sent("templates.create", (s, b) => s.templates.create(b), "POST /template/create", {
    name: "order_ready",
    category: "UTILITY" as const,
    language: "en_US",
    components,
  }),
  sent("templates.edit", (s, b) => s.templates.edit(b), "POST /template/edit", { templateId: "1", components }),
  sent("templates.delete", (s, b) => s.templates.delete(b), "DELETE /template/delete", { name: "order_ready" }),
  sent("chats.markMessageAsPlayed", (s, b) => s.chats.markMessageAsPlayed(b), "POST /chat/markMessageAsPlayed", {
    playedMessages: [key],
  }),
  sent("chats.getPollVote", (s, b) => s.chats.getPollVote(b), "POST /chat/getPollVote", {
    remoteJid,
    message: { key: { id: "AC01" } },
  }),
  sent("chats.findChannels", (s, b) => s.chats.findChannels(b), "POST /chat/findChannels", { page: 2, limit: 10 }),
  sent("groups.updateMemberAddMode", (s, b) => s.groups.updateMemberAddMode(b), "POST /group/updateMemberAddMode", {
    groupJid,
    mode: "admin_add" as const,
  }),
  ["templates.find", (s) => s.templates.find(), "GET /template/find", "", undefined],
];

describe("every method of an instance's resources", () => {
  it.each(rows)("%s asks the gateway for its route", async (_name, call, route, query, body) => {
    const { gateway, shop } = await setup({ status: 200, body: { answer: "of the gateway" } });

    expect(await call(shop)).toEqual({ answer: "of the gateway" });

    const [request] = gateway.requests;
    const [method, path] = route.split(" ");
    expect(request).toMatchObject({
      method,
      url: `${path}/my%20shop${query && `?${query}`}`,
      headers: { apikey: "k" },
    });
    expect(request?.body).toEqual(body);
  });

  it("has its row above", () => {
    const methods = Object.entries(classes).flatMap(([resource, { prototype }]) =>
      Object.getOwnPropertyNames(prototype)
        .filter((name) => name !== "constructor")
        .map((name) => `${resource}.${name}`),
    );
    // Built on another method; it has tests of its own.
    const composed = ["chats.downloadMedia"];
    expect([...composed, ...rows.map(([name]) => name)].sort()).toEqual(methods.sort());
  });
});

describe("a resource", () => {
  it("asks without a filter when none is given", async () => {
    const { gateway, shop } = await setup({ status: 200, body: [] });
    await shop.chats.findChats();
    await shop.chats.findContacts();
    await shop.chats.findStatusMessage();
    await shop.profile.fetchProfile();
    await shop.business.getCatalog();
    expect(gateway.requests.map((request) => request.body)).toEqual([{}, {}, {}, {}, {}]);
  });

  it("takes from a query only what the route knows: `instanceName` there would replace the instance", async () => {
    const { gateway, shop } = await setup();
    const careless = { groupJid, remoteJid, instanceName: "other" };
    await shop.groups.leaveGroup(careless);
    await shop.chats.findChatByRemoteJid(careless);
    expect(gateway.requests.map((request) => request.url).join()).not.toContain("other");
  });

  it("answers `null` for a chat that is not stored", async () => {
    const { shop } = await setup({ status: 200, body: null });
    expect(await shop.chats.findChatByRemoteJid({ remoteJid })).toBeNull();
  });

  it("tells a catalog from a look-up that failed by `numberExists`", async () => {
    const { shop } = await setup({ status: 200, body: { wuid: remoteJid, name: null, isBusiness: false } });
    const found = await shop.business.getCatalog({ number });
    expect(found.numberExists ? found.catalog : "failed").toBe("failed");
  });

  it("rejects with an ApiError where 2.3.6 has set a label and could not store it", async () => {
    const stored = ["Unable to add label to chat", "PrismaClientKnownRequestError: no unique constraint"];
    const { shop } = await setup(envelope(400, "Bad Request", stored));
    await expect(shop.labels.handleLabel({ number, labelId: "7", action: "add" })).rejects.toMatchObject({
      name: "ApiError",
      details: stored,
    });
  });

  it("rejects with an ApiError where Meta refused the list of templates: a 200 with nothing in it", async () => {
    const { shop } = await setup((response) => void response.writeHead(200).end());
    await expect(shop.templates.find()).rejects.toMatchObject({ name: "ApiError", status: 200 });
  });

  it("rejects when presence is shown on an instance that is not connected", async () => {
    const said = ["TypeError: Cannot read properties of undefined (reading 'onWhatsApp')"];
    const { shop } = await setup(envelope(400, "Bad Request", said));
    await expect(shop.chats.sendPresence({ number, presence: "composing", delay: 0 })).rejects.toMatchObject({
      name: "InstanceNotConnectedError",
    });
  });

  it("rejects when numbers are looked up on an instance that is not connected: a 400 with nothing in it", async () => {
    const { shop } = await setup({ status: 400, body: {} });
    await expect(shop.chats.whatsappNumbers({ numbers: [number] })).rejects.toMatchObject({
      name: "ApiError",
      details: [],
    });
  });
});
