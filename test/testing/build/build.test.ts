import { describe, expect, it } from "vitest";
import { type Build, build, createBuild } from "../../../src/testing/build/build.js";
import { kinds } from "../../../src/testing/build/kinds.js";
import { type EventName, events, parseWebhook, toInboundMessage } from "../../../src/webhooks/index.js";

const byKind = Object.keys(kinds) as (keyof typeof kinds)[];
const names = Object.keys(events) as EventName[];
const group = "120363040000000000@g.us";
const maria = "5511999990001@s.whatsapp.net";

describe.each(["WHATSAPP-BAILEYS", "WHATSAPP-BUSINESS", "EVOLUTION"] as const)("on %s", (integration) => {
  const made = createBuild({ integration });

  it.each(names.filter((name) => (events[name].integrations as readonly string[]).includes(integration)))(
    "parseWebhook reads the %s that is built of nothing",
    (name) => {
      expect(parseWebhook(made.event(name))).toMatchObject({ event: name, instance: name === "error" ? "" : "shop" });
    },
  );
});

it.each(byKind)("%s is a message of a known kind, also when nothing is said of it", (kind) => {
  const body = (build[kind] as Build["textMessage"])();
  expect(toInboundMessage(body)).toEqual(toInboundMessage(parseWebhook(JSON.stringify(body))));
  expect(toInboundMessage(body)).toMatchObject({
    instanceName: "shop",
    sender: { phone: "5511999990001", name: "Maria" },
  });
  expect(toInboundMessage(body)?.kind).not.toBe("unknown");
});

describe("a bot sees what was asked for:", () => {
  it("who wrote what, when and where", () => {
    const at = Date.parse("2026-03-01T12:00:00Z");
    const body = build.textMessage({
      instance: "bakery",
      from: "+55 11 98888-7777",
      name: "Bia",
      lid: "77",
      text: "olá",
      id: "M1",
      at,
    });
    expect(toInboundMessage(body)).toMatchObject({
      id: "M1",
      instanceName: "bakery",
      sentAt: at,
      fromMe: false,
      text: "olá",
      chat: { kind: "user", phone: "5511988887777", lid: "77" },
      sender: { name: "Bia", phone: "5511988887777" },
    });
  });

  it("a quote, mentions and a group", () => {
    const quote = { id: "M1", message: { conversation: "Shall we?" } };
    const message = toInboundMessage(build.textMessage({ group, quote, mentions: ["5511988880000", "9@lid"] }));
    expect(message).toMatchObject({
      chat: { jid: group, kind: "group" },
      sender: { jid: maria, phone: "5511999990001", lid: "190000000000001" },
      quoted: { id: "M1", text: "Shall we?", sender: { phone: "5511988880000" } },
      mentions: [{ phone: "5511988880000" }, { lid: "9" }],
    });
  });

  it("what the owner of the instance typed on the phone", () => {
    expect(toInboundMessage(build.textMessage({ fromMe: true }))).toMatchObject({
      fromMe: true,
      chat: { phone: "5511999990001" },
      sender: { phone: "5511988880000" },
    });
    expect(toInboundMessage(build.textMessage({ fromMe: true, group }))).toMatchObject({
      fromMe: true,
      sender: { phone: "5511988880000" },
    });
  });

  it("a file that the webhook carries", async () => {
    const message = toInboundMessage(
      build.imageMessage({ bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47), base64: true }),
    );
    if (message?.kind !== "image") throw new Error(`got a message of kind ${message?.kind}`);
    expect(await message.download()).toMatchObject({
      mimetype: "image/png",
      bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47),
    });
  });

  it("a picture to be seen once, an answer in a chat that disappears, an ad, what was passed on", () => {
    expect(toInboundMessage(build.imageMessage({ viewOnce: true, caption: "psst" }))).toMatchObject({
      viewOnce: true,
      text: "psst",
    });
    expect(toInboundMessage(build.textMessage({ text: "gone", ephemeral: 60, quote: "M1" }))).toMatchObject({
      text: "gone",
      ephemeral: true,
      quoted: { id: "M1" },
    });
    expect(toInboundMessage(build.textMessage({ ad: { id: "12", clickId: "ARAk" } }))).toMatchObject({
      ad: { id: "12", clickId: "ARAk" },
    });
    expect(toInboundMessage(build.textMessage({ forwarded: 5 }))).toMatchObject({
      forwarded: true,
      forwardingScore: 5,
    });
  });

  it("reactions, votes and pins of the instance's own messages, or of others", () => {
    expect(toInboundMessage(build.reactionMessage({ to: "3EB01", emoji: "❤️" }))).toMatchObject({
      reaction: { emoji: "❤️", key: { id: "3EB01", fromMe: true, remoteJid: maria } },
    });
    const key = { remoteJid: group, fromMe: false, id: "AC1", participant: maria };
    expect(toInboundMessage(build.pollVote({ poll: key, options: [] }))).toMatchObject({ vote: { key, options: [] } });
    expect(toInboundMessage(build.pinMessage({ message: "3EB01", group }))).toMatchObject({
      pin: { key: { remoteJid: group } },
    });
  });

  it("an edit and a deletion, by the other side and by the owner's phone", () => {
    const edited = build.event("messages.edited", { id: "AC1", text: "new" });
    expect(toInboundMessage(parseWebhook(edited))).toMatchObject({
      kind: "edited",
      id: "AC1",
      text: "new",
      fromMe: false,
    });
    const deleted = build.event("messages.edited", { id: "AC1", deleted: true, fromMe: true });
    expect(toInboundMessage(parseWebhook(deleted))).toMatchObject({
      kind: "deleted",
      fromMe: true,
      chat: { jid: maria },
    });
    const inGroup = build.event("messages.edited", { group, id: "AC1", text: "new" });
    expect(toInboundMessage(parseWebhook(inGroup))).toMatchObject({ chat: { jid: group }, sender: { jid: maria } });
    expect(toInboundMessage(parseWebhook(build.event("messages.delete", { id: "AC1" })))).toMatchObject({
      kind: "deleted",
      id: "AC1",
    });
  });

  it("an answer of its own, and how far it came", () => {
    const sent = build.event("send.message", { text: "Olá", id: "3EB01" });
    expect(toInboundMessage(sent)).toMatchObject({
      id: "3EB01",
      fromMe: true,
      text: "Olá",
      chat: { phone: "5511999990001" },
    });
    expect(build.event("messages.update", { id: "3EB01", status: "READ" }).data).toMatchObject({
      keyId: "3EB01",
      remoteJid: maria,
      status: "READ",
    });
  });

  it("a raw content, as it is", () => {
    const content = { newKindOf2027Message: { size: 1 } };
    expect(toInboundMessage(build.message({ content }))).toMatchObject({
      kind: "unknown",
      raw: { messageType: "newKindOf2027Message", message: content },
    });
  });
});

describe("LID and phone", () => {
  const phone = maria;
  const lid = "190000000000001@lid";
  it.each([
    ["2.3.6", "pn", { remoteJid: phone, remoteJidAlt: lid, addressingMode: "pn" }],
    ["2.3.6", "lid", { remoteJid: lid, remoteJidAlt: phone, addressingMode: "lid" }],
    ["2.3.7", "lid", { remoteJid: phone, remoteJidAlt: phone, addressingMode: "lid" }],
    ["2.4.0-rc2", "lid", { remoteJid: phone, remoteJidAlt: lid, addressingMode: "pn" }],
    ["2.4.0-rc2", "hidden", { remoteJid: lid, addressingMode: "lid" }],
  ] as const)("%s writes a chat addressed by %s in its own way", (version, addressing, key) => {
    const { fromMe, id, participant, ...written } = createBuild({ version, addressing }).textMessage().data.key;
    expect(written).toEqual(key);
  });

  it("a group's author is addressed so too, and keeps the phone where it is known", () => {
    const key = (addressing: "lid" | "hidden") => build.textMessage({ group, addressing }).data.key;
    expect(key("lid")).toMatchObject({
      remoteJid: group,
      participant: lid,
      participantAlt: phone,
      addressingMode: "lid",
    });
    expect(key("hidden")).not.toHaveProperty("participantAlt");
  });

  it("2.4 loses what a text quotes", () => {
    const quoting = (version: "2.3.7" | "2.4.0-rc2") => createBuild({ version }).textMessage({ quote: "M1" });
    expect(toInboundMessage(quoting("2.3.7"))?.quoted).toMatchObject({ id: "M1" });
    expect(toInboundMessage(quoting("2.4.0-rc2"))?.quoted).toBeUndefined();
  });
});

describe("Business", () => {
  const meta = createBuild({ integration: "WHATSAPP-BUSINESS" });

  it("keeps of a chosen button only its title, and says nothing of the sender", () => {
    const body = meta.interactiveReply({ choice: { id: "yes", title: "Yes" } });
    expect(toInboundMessage(body)).toMatchObject({ kind: "selection", text: "Yes" });
    expect(JSON.stringify(body)).not.toContain('"yes"');
    expect(body).not.toHaveProperty("sender");
  });

  it("refuses to build what the gateway does not post", () => {
    expect(() => meta.pollMessage()).toThrow(
      "The Business integration posts nothing for a pollCreationMessageV3: build it for WHATSAPP-BAILEYS.",
    );
  });

  it("carries the file up to 2.3.6 only", () => {
    const later = createBuild({ integration: "WHATSAPP-BUSINESS", version: "2.3.7" });
    expect(meta.imageMessage().data.message).toHaveProperty("base64");
    expect(later.imageMessage().data.message).not.toHaveProperty("base64");
  });

  it("has Meta's words for a status", () => {
    expect(meta.event("messages.update").data).toMatchObject({
      status: "DELIVERED",
      fromMe: false,
      participant: maria,
    });
  });
});

describe("the same in every run:", () => {
  it("ids are counted from 1, again after a reset, and apart from those of another seed", () => {
    const one = createBuild();
    const ids = () => [one.textMessage(), one.imageMessage()].map(({ data }) => data.key.id);
    const first = ids();
    expect(first).toEqual(["AC000000000000000000000000000001", "AC000000000000000000000000000002"]);
    expect(ids()).not.toEqual(first);
    one.reset();
    expect(ids()).toEqual(first);
    expect(createBuild({ seed: 7 }).textMessage().data.key.id).not.toBe(first[0]);
  });

  it("the time is the one that the build is given", () => {
    const now = Date.parse("2026-03-01T12:00:00.500Z");
    const body = createBuild({ now: () => now }).textMessage();
    expect(body).toMatchObject({
      date_time: "2026-03-01T12:00:00.500Z",
      data: { messageTimestamp: Math.floor(now / 1_000) },
    });
    expect(createBuild({ now: () => now }).textMessage()).toEqual(body);
  });

  it("without one it is now, so that a bot does not take it for a backlog", () => {
    expect(Math.abs((toInboundMessage(build.textMessage())?.sentAt ?? 0) - Date.now())).toBeLessThan(60_000);
  });
});

it("events before the first connection do not know the instance's number; an error report has no instance", () => {
  expect(build.event("qrcode.updated")).not.toHaveProperty("sender");
  expect(build.event("connection.update")).toHaveProperty("sender", "5511988880000@s.whatsapp.net");
  expect(build.event("error", { status: 404 })).toMatchObject({
    event: "error",
    api_key: "instance-token",
    data: { status: 404 },
  });
});

it("what cannot be built says what was expected", () => {
  expect(() => build.textMessage("oi" as never)).toThrow('Expected `textMessage` to get an object, got "oi" (string).');
  expect(() => build.textMessage({ at: Number.NaN })).toThrow("Expected `at` to be epoch ms, got NaN (number).");
  expect(() => build.event("messages.update", { at: "2026" as never })).toThrow('epoch ms, got "2026" (string)');
});

it("an event that is not in the table does not compile", () => {
  // @ts-expect-error there is no such event
  expect(() => build.event("messages.upserted")).toThrow();
});
