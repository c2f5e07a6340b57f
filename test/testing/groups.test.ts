import { describe, expect, it } from "vitest";
import { parseWebhook, toInboundMessage } from "../../src/webhooks/index.js";
import { startGateway } from "../support/fake-gateway.js";

describe("a group of phones and instances", () => {
  const start = async (options: Parameters<typeof startGateway>[0] = {}) => {
    const started = await startGateway(options);
    const bia = started.gateway.phone("5511999990002", { name: "Bia" });
    const group = started.gateway.createGroup({ subject: "Team", members: [started.maria, bia] });
    return { ...started, bia, group };
  };

  it("carries what a member writes to the other phones and to the instance", async () => {
    const { maria, bia, group, events } = await start();
    const key = maria.send("oi", { to: group.jid });
    expect(await bia.waitFor("oi")).toMatchObject({
      chat: group.jid,
      from: maria.number,
      key: { id: key.id, fromMe: false, participant: `${maria.number}@s.whatsapp.net` },
    });
    expect(bia.chats).toMatchObject([{ id: group.jid, kind: "group", title: "Team", unread: 1 }]);
    const [data] = await events("messages.upsert");
    const message = toInboundMessage(parseWebhook({ event: "messages.upsert", instance: "shop", data }));
    expect(message).toMatchObject({
      chat: { kind: "group", jid: group.jid },
      sender: { phone: maria.number, lid: maria.lid, name: "Maria" },
    });
    expect(await events("groups.upsert")).toHaveLength(1);
  });

  it("gets what the instance writes, without receipts, and reactions and votes of all", async () => {
    const { maria, bia, group, shop, events } = await start({ version: "2.3.7" });
    const { key } = await shop.messages.sendText({ number: group.jid, text: "Olá" });
    await Promise.all([maria.waitFor("Olá"), bia.waitFor("Olá")]);
    maria.read();
    bia.react(key.id, "👍");
    expect(maria.messages[0]?.reactions).toEqual([{ from: bia.number, emoji: "👍" }]);
    expect(await events("messages.update")).toEqual([]);
    const [reaction] = await events("messages.upsert");
    expect(reaction).toMatchObject({ key: { remoteJid: group.jid, participant: `${bia.number}@s.whatsapp.net` } });
    expect(() => bia.edit(key.id, "x")).toThrow("Bia can only change its own messages, and shop wrote this one.");
  });

  it("names its members by LID where the group does", async () => {
    const { gateway, maria, events } = await startGateway();
    const group = gateway.createGroup({ subject: "LIDs", members: [maria], addressing: "lid" });
    maria.send("oi", { to: group.jid });
    expect(await events("messages.upsert")).toMatchObject([
      {
        key: {
          participant: `${maria.lid}@lid`,
          participantAlt: `${maria.number}@s.whatsapp.net`,
          addressingMode: "lid",
        },
      },
    ]);
  });

  it("is not heard by an instance that ignores groups, or is not in it", async () => {
    const { gateway, maria, events, shop } = await startGateway();
    const out = gateway.createGroup({ subject: "Without", members: [maria], instances: [] });
    maria.send("oi", { to: out.jid });
    const { jid } = gateway.createGroup({ subject: "With", members: [maria] });
    const off = {
      rejectCall: false,
      alwaysOnline: false,
      readMessages: false,
      readStatus: false,
      syncFullHistory: false,
    };
    await shop.settings.set({ ...off, groupsIgnore: true });
    const key = maria.send("oi", { to: jid });
    maria.edit(key, "hello");
    maria.delete(key);
    expect(await events("messages.upsert")).toEqual([]);
    expect(await events("messages.edited")).toEqual([]);
    expect(maria.messages.at(-1)?.status).toBe("sent");
  });
});

describe("a phone whose number the gateway never learns", () => {
  it.each(["2.3.6", "2.3.7"] as const)(
    "stays unknown in a group: quoted, mentioned, reacted to and voting on %s",
    async (version) => {
      const { gateway, maria, shop, posted } = await startGateway({ version });
      const ana = gateway.phone("5511999990009", { lid: "190000000000009", addressing: "hidden" });
      const { jid } = gateway.createGroup({ subject: "LIDs", members: [maria, ana], addressing: "lid" });
      const mine = ana.send("oi", { to: jid });
      maria.send(`@${ana.number} hello`, { to: jid, quote: mine, mentions: [`+${ana.number}`] });
      maria.react(mine, "👍");
      await shop.messages.sendPoll({ number: jid, name: "Lunch?", values: ["Pizza", "Salad"], selectableCount: 1 });
      ana.vote(await ana.waitFor("Lunch?"), ["Pizza"]);
      ana.send("bye", { to: jid, quote: mine });
      ana.delete(mine);
      await gateway.settled();
      const upserts = posted.filter(({ event }) => event === "messages.upsert");
      expect(upserts).toHaveLength(version === "2.3.6" ? 4 : 5);
      expect(posted.filter((body) => JSON.stringify(body).includes(ana.number))).toEqual([]);
      expect(upserts[1]?.data).toMatchObject({
        message: { conversation: "@190000000000009 hello" },
        contextInfo: { mentionedJid: ["190000000000009@lid"], participant: "190000000000009@lid" },
      });
      expect(upserts[2]?.data).toMatchObject({
        message: { reactionMessage: { key: { participant: "190000000000009@lid" } } },
      });
      expect(ana.messages.map(({ text }) => text)).toContain(`@${ana.number} hello`);
    },
  );

  it("stays unknown when it quotes itself and votes alone with the instance", async () => {
    const { gateway, shop, posted } = await startGateway({ version: "2.3.7" });
    const ana = gateway.phone("5511999990009", { lid: "190000000000009", addressing: "hidden" });
    ana.send("oi again", { quote: ana.send("oi") });
    await shop.messages.sendPoll({
      number: "190000000000009@lid",
      name: "Lunch?",
      values: ["Pizza", "Salad"],
      selectableCount: 1,
    });
    ana.vote(await ana.waitFor("Lunch?"), ["Pizza"]);
    await gateway.settled();
    expect(posted.filter(({ event }) => event === "messages.upsert")).toHaveLength(3);
    expect(posted.filter((body) => JSON.stringify(body).includes(ana.number))).toEqual([]);
  });
});

describe("who may do what in a group", () => {
  const start = async () => {
    const started = await startGateway();
    const { gateway, maria } = started;
    const bia = gateway.phone("5511999990002", { name: "Bia" });
    const group = gateway.createGroup({ subject: "Team", members: [maria] });
    return { ...started, bia, group };
  };

  it("nobody from outside writes, types or reacts in it", async () => {
    const { maria, bia, group, shop, events } = await start();
    const to = group.jid;
    expect(() => bia.send("oi", { to })).toThrow('Bia is not in the group "Team"');
    expect(() => bia.type({ to })).toThrow("Bia is not in the group");
    const key = maria.send("oi", { to });
    await shop.groups.updateParticipant({ groupJid: to, action: "remove", participants: [maria.number] });
    expect(() => maria.react(key, "👍")).toThrow("Maria is not in the group");
    expect(() => maria.edit(key, "hi")).toThrow("Maria is not in the group");
    expect(() => maria.delete(key)).toThrow("Maria is not in the group");
    expect(maria.messages).toMatchObject([{ text: "oi", reactions: [] }]);
    expect(await events("messages.upsert")).toHaveLength(1);
  });

  it("only admins write where only admins may", async () => {
    const { gateway, maria, bia, shop } = await start();
    const { jid } = gateway.createGroup({ subject: "News", members: [maria, bia] });
    await shop.groups.updateSetting({ groupJid: jid, action: "announcement" });
    maria.send("news", { to: jid });
    expect(() => bia.send("oi", { to: jid })).toThrow('Only admins write in the group "News"');
    expect(() => bia.answerFromOwnPhone("oi", { to: jid })).toThrow("and shop is none");
    bia.react(bia.messages[0]?.key.id ?? "", "👍");
    expect(maria.messages).toMatchObject([{ text: "news", reactions: [{ emoji: "👍" }] }]);
  });

  it("the person at the instance's own phone answers in it", async () => {
    const { gateway, maria, bia, events } = await start();
    const { jid } = gateway.createGroup({ subject: "All", members: [maria, bia] });
    const key = maria.answerFromOwnPhone("I take over", { to: jid, from: "shop" });
    expect(bia.messages).toMatchObject([{ chat: jid, from: "shop", text: "I take over", key: { id: key.id } }]);
    expect(await events("messages.upsert")).toMatchObject([
      { key: { remoteJid: jid, fromMe: true, participant: "5511988880000@s.whatsapp.net" }, status: "SERVER_ACK" },
    ]);
    const without = gateway.createGroup({ subject: "Ours", members: [maria, bia], instances: [] });
    expect(() => maria.answerFromOwnPhone("oi", { to: without.jid })).toThrow('shop is not in the group "Ours"');
    expect(() => maria.answerFromOwnPhone("oi", { to: "nope@g.us" })).toThrow('There is no group "nope@g.us"');
  });
});

describe("ticks in a group", () => {
  it("are two when everybody has the message, and blue when everybody has read it", async () => {
    const { gateway, maria, shop } = await startGateway();
    const bia = gateway.phone("5511999990002", { name: "Bia" });
    const { jid } = gateway.createGroup({ subject: "Team", members: [maria, bia] });
    gateway.loseConnection("shop");
    const key = maria.send("oi", { to: jid });
    expect(maria.messages[0]?.status).toBe("sent");
    gateway.reconnect("shop");
    expect(maria.messages[0]?.status).toBe("delivered");
    bia.read();
    expect(maria.messages[0]?.status).toBe("delivered");
    await shop.chats.markMessageAsRead({ readMessages: [key] });
    expect(maria.messages[0]?.status).toBe("read");
  });

  it("are there without an instance too", async () => {
    const { gateway, maria } = await startGateway();
    const bia = gateway.phone("5511999990002", { name: "Bia" });
    const { jid } = gateway.createGroup({ subject: "Ours", members: [maria, bia], instances: [] });
    maria.send("oi", { to: jid });
    expect(maria.messages[0]?.status).toBe("delivered");
    bia.read();
    expect(maria.messages[0]?.status).toBe("read");
  });
});

describe("one person, two addresses", () => {
  it("no two have the same LID", async () => {
    const { gateway } = await startGateway();
    gateway.phone("5511999990002", { lid: "190000000000003" });
    const lids = ["5511999990003", "5511999990004"].map((number) => gateway.phone(number).lid);
    expect(new Set(gateway.phones.map(({ lid }) => lid)).size).toBe(4);
    const taken = lids[0] ?? "";
    expect(() => gateway.phone("5511999990005", { name: "Eva", lid: taken })).toThrow(`has the LID ${taken} already`);
  });

  const keyOf = async (version: "2.3.6" | "2.3.7" | "2.4.0-rc2", addressing: "pn" | "lid" | "hidden") => {
    const { gateway, events } = await startGateway({ version });
    const ana = gateway.phone("5511999990009", { lid: "190000000000009", addressing });
    ana.send("oi");
    const [data] = await events("messages.upsert");
    const { remoteJid, remoteJidAlt, addressingMode } = { ...(data?.key as Record<string, string> | undefined) };
    return [remoteJid?.split("@")[1], remoteJidAlt?.split("@")[1], addressingMode];
  };

  it.each([
    ["2.3.6", "pn", ["s.whatsapp.net", "lid", "pn"]],
    ["2.3.6", "lid", ["lid", "s.whatsapp.net", "lid"]],
    ["2.3.6", "hidden", ["lid", undefined, "lid"]],
    ["2.3.7", "lid", ["s.whatsapp.net", "s.whatsapp.net", "lid"]],
    ["2.4.0-rc2", "lid", ["s.whatsapp.net", "lid", "pn"]],
    ["2.4.0-rc2", "hidden", ["lid", undefined, "lid"]],
  ] as const)("%s, addressed by %s", async (version, addressing, expected) => {
    expect(await keyOf(version, addressing)).toEqual(expected);
  });

  it("2.3.6 tells of a status under the LID though the send answered with the phone", async () => {
    const { gateway, shop, events } = await startGateway();
    const ana = gateway.phone("5511999990009", { lid: "190000000000009", addressing: "lid" });
    const { key } = await shop.messages.sendText({ number: ana.number, text: "Olá" });
    expect(key.remoteJid).toBe("5511999990009@s.whatsapp.net");
    const [update] = await events("messages.update");
    expect(update).toMatchObject({ keyId: key.id, remoteJid: "190000000000009@lid" });
  });
});
