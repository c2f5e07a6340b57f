import { describe, expect, it } from "vitest";
import { startGateway } from "../support/fake-gateway.js";
import { rawCall } from "../support/raw-call.js";

const own = "5511988880000@s.whatsapp.net";
const jidOf = (number: string) => `${number}@s.whatsapp.net`;

async function start() {
  const started = await startGateway();
  const bia = started.gateway.phone("5511999990002", { name: "Bia" });
  const { groups } = started.shop;
  const made = await groups.create({
    subject: "Team",
    description: "Us",
    participants: [started.maria.number, "5511999990404"],
  });
  return { ...started, bia, groups, made, groupJid: made.id };
}

describe("a group made through the gateway", () => {
  it("is answered as Baileys shows it, without those who are not on WhatsApp, and posted", async () => {
    const { made, events, maria } = await start();
    expect(made).toEqual({
      id: "120363020000000001@g.us",
      addressingMode: "pn",
      subject: "Team",
      subjectOwner: own,
      subjectTime: expect.any(Number),
      size: 2,
      creation: expect.any(Number),
      owner: own,
      desc: "Us",
      descId: expect.any(String),
      descOwner: own,
      restrict: false,
      announce: false,
      isCommunity: false,
      isCommunityAnnounce: false,
      joinApprovalMode: false,
      memberAddMode: true,
      participants: [
        { id: own, admin: "superadmin" },
        { id: jidOf(maria.number), admin: null },
      ],
    });
    expect(await events("groups.upsert")).toEqual([[{ ...made, author: own }]]);
  });

  it("is found with what was changed since", async () => {
    const { groups, groupJid } = await start();
    await groups.updateGroupSubject({ groupJid, subject: "Crew" });
    await groups.updateGroupDescription({ groupJid, description: "Them" });
    await groups.updateGroupPicture({ groupJid, image: "https://media.example.com/a.png" });
    await groups.updateSetting({ groupJid, action: "announcement" });
    await groups.updateSetting({ groupJid, action: "locked" });
    const changed = { subject: "Crew", desc: "Them", announce: true, restrict: true, pictureUrl: expect.any(String) };
    expect(await groups.findGroupInfos({ groupJid })).toMatchObject({ ...changed, size: 2 });
    const [listed] = await groups.fetchAllGroups({ getParticipants: false });
    expect(listed).toMatchObject(changed);
    expect(listed).not.toHaveProperty("participants");
    const [full] = await groups.fetchAllGroups({ getParticipants: true });
    expect(full?.participants).toHaveLength(2);
    await groups.updateSetting({ groupJid, action: "not_announcement" });
    expect(await groups.findGroupInfos({ groupJid })).toMatchObject({ announce: false, restrict: true });
  });

  it("whoever listens is told of every change, and of nothing else", async () => {
    const { gateway, groups, groupJid, bia } = await start();
    const told: string[] = [];
    gateway.on("group", ({ group }) => void told.push(group.subject));
    const { id } = await groups.create({ subject: "Other", participants: [bia.number] });
    expect(told.splice(0)).toEqual(["Other"]);
    const changes = [
      () => groups.updateGroupSubject({ groupJid, subject: "Crew" }),
      () => groups.updateGroupDescription({ groupJid, description: "Them" }),
      () => groups.updateGroupPicture({ groupJid, image: "https://media.example.com/a.png" }),
      () => groups.updateSetting({ groupJid, action: "announcement" }),
      () => groups.toggleEphemeral({ groupJid, expiration: 86_400 }),
      () => groups.revokeInviteCode({ groupJid }),
      () => groups.updateParticipant({ groupJid, action: "add", participants: [bia.number] }),
      () => groups.leaveGroup({ groupJid }),
    ];
    for (const change of changes) {
      await change();
      expect(told.splice(0), String(change)).toEqual(["Crew"]);
    }
    await groups.findGroupInfos({ groupJid: id });
    gateway.createGroup({ subject: "Third", members: [bia] });
    expect(told).toEqual(["Third"]);
  });

  it("says of each participant what became of it, and posts what has changed", async () => {
    const { groups, groupJid, bia, maria, events } = await start();
    const add = await groups.updateParticipant({
      groupJid,
      action: "add",
      participants: [bia.number, maria.number, "5511999990404"],
    });
    expect(add.updateParticipants.map(({ status, jid }) => [status, jid])).toEqual([
      ["200", jidOf(bia.number)],
      ["409", jidOf(maria.number)],
      ["404", "5511999990404@s.whatsapp.net"],
    ]);
    await groups.updateParticipant({ groupJid, action: "promote", participants: [bia.number] });
    expect((await groups.participants({ groupJid })).participants).toMatchObject([
      { id: own, admin: "superadmin" },
      { id: jidOf(maria.number), admin: null },
      { id: jidOf(bia.number), admin: "admin" },
    ]);
    await groups.updateParticipant({ groupJid, action: "remove", participants: [bia.number] });
    expect((await events("group-participants.update")).sort(byAction)).toEqual(
      ["add", "promote", "remove"].map((action) => ({
        id: groupJid,
        author: own,
        participants: [{ id: jidOf(bia.number), admin: null }],
        action,
      })),
    );
    expect(await groups.findGroupInfos({ groupJid })).toMatchObject({ size: 2 });
  });

  it("is joined by its invite code until that is revoked, and left again", async () => {
    const { groups, groupJid, client, gateway, bia } = await start();
    gateway.addInstance({ name: "other" });
    const other = client.instance("other");
    const { inviteCode, inviteUrl } = await groups.inviteCode({ groupJid });
    expect(inviteUrl).toBe(`https://chat.whatsapp.com/${inviteCode}`);
    expect(inviteCode).toMatch(/^[A-Za-z0-9]{22}$/);
    expect(await other.groups.fetchAllGroups({ getParticipants: false })).toEqual([]);
    expect(await other.groups.inviteInfo({ inviteCode })).toMatchObject({ id: groupJid, addressingMode: "pn" });
    expect(await other.groups.acceptInviteCode({ inviteCode })).toEqual({ accepted: true, groupJid });
    expect(await other.groups.fetchAllGroups({ getParticipants: false })).toHaveLength(1);
    const invite = { groupJid, description: "Join us", numbers: [bia.number] };
    expect(await groups.sendInvite(invite)).toEqual({ send: true, inviteUrl });
    expect(bia.inbox.map(({ text }) => text)).toEqual([`Join us\n\n${inviteUrl}`]);
    const revoked = await groups.revokeInviteCode({ groupJid });
    expect(revoked.inviteCode).not.toBe(inviteCode);
    expect(await rawCall(gateway, "GET", `/group/acceptInviteCode/other?inviteCode=${inviteCode}`)).toEqual({
      status: 404,
      body: {
        status: 404,
        error: "Not Found",
        response: { message: ["Accept invite error", "Error: item-not-found"] },
      },
    });
    expect(await other.groups.leaveGroup({ groupJid })).toEqual({ groupJid, leave: true });
    expect(await rawCall(gateway, "POST", "/message/sendText/other", { number: groupJid, text: "oi" })).toMatchObject({
      status: 400,
      body: { response: { message: ["[object Object]"] } },
    });
  });

  it("mentions whom a text names, or everybody, and vanishes after the time that was set", async () => {
    const { shop, groups, groupJid, maria } = await start();
    const plain = await shop.messages.sendText({ number: groupJid, text: "oi" });
    expect(plain).not.toHaveProperty("contextInfo");
    const one = await shop.messages.sendText({ number: groupJid, text: "@Maria", mentioned: [maria.number] });
    expect(one.contextInfo).toEqual({ mentionedJid: [jidOf(maria.number)] });
    await groups.toggleEphemeral({ groupJid, expiration: 86_400 });
    const all = await shop.messages.sendText({ number: groupJid, text: "all", mentionsEveryOne: true });
    expect(all.contextInfo).toEqual({ mentionedJid: [own, jidOf(maria.number)], expiration: 86_400 });
    const image = await shop.messages.sendMedia({ number: groupJid, mediatype: "image", media: "aGVsbG8=" });
    expect(image.contextInfo).toEqual({ expiration: 86_400 });
    const poll = { number: groupJid, name: "?", selectableCount: 0, values: ["a", "b"] };
    expect(await shop.messages.sendPoll(poll)).toMatchObject({ messageType: "pollCreationMessage" });
  });
});

it("a group that nobody has, a missing field and a wrong action are refused in the groups' own form", async () => {
  const { gateway } = await startGateway();
  const post = (path: string, body: Record<string, unknown>) => rawCall(gateway, "POST", `/group/${path}/shop`, body);
  const groupJid = "120363099999999999@g.us";
  expect(await rawCall(gateway, "GET", `/group/findGroupInfos/shop?groupJid=${groupJid}`)).toMatchObject({
    status: 404,
    body: { response: { message: ["Error fetching group", "Error: item-not-found"] } },
  });
  expect(await post("updateGroupSubject", { groupJid })).toMatchObject({
    status: 400,
    body: { response: { message: [{ property: "instance", message: 'instance requires property "subject"' }] } },
  });
  expect(await post("updateParticipant", { groupJid, action: "kick", participants: ["1"] })).toMatchObject({
    status: 400,
    body: {
      response: {
        message: [{ property: "action", message: "action is not one of enum values: add,remove,promote,demote" }],
      },
    },
  });
  expect(await post("toggleEphemeral", { groupJid, expiration: 5 })).toMatchObject({
    status: 400,
    body: { response: { message: [{ property: "expiration", message: expect.stringContaining("0,86400,604800") }] } },
  });
  expect(await post("create", { participants: ["5511999990001"] })).toMatchObject({
    status: 400,
    body: { response: { message: [['instance requires property "subject"']] } },
  });
});

const byAction = (a: Record<string, unknown>, b: Record<string, unknown>) =>
  String(a.action).localeCompare(String(b.action));
