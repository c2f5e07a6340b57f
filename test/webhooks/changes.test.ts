import { describe, expect, it } from "vitest";
import { parseWebhook, toInboundMessage } from "../../src/webhooks/index.js";
import { recordedEvents } from "../fixtures/recorded-events.js";
import { envelope, upsert } from "../fixtures/webhooks.js";

const receivedAt = Date.UTC(2026, 5, 1);
const read = (body: unknown) => toInboundMessage(parseWebhook(body), receivedAt);
const maria = { jid: "5511999990001@s.whatsapp.net", phone: "5511999990001" };
const shop = { jid: "5511988880000@s.whatsapp.net", phone: "5511988880000" };
const nobody = { jid: "" };

describe("an edit or a deletion", () => {
  it.each<[keyof typeof recordedEvents, object]>([
    [
      "baileys: messages edited",
      {
        kind: "edited",
        id: "AC000000000000000000000000002041",
        text: "Hello",
        edited: { key: { id: "AC000000000000000000000000002041" }, kind: "text", text: "Hello" },
        chat: { jid: "", kind: "user" },
        sender: nobody,
        fromMe: false,
        sentAt: 1767225700123,
      },
    ],
    [
      "baileys: messages edited revoke",
      {
        kind: "deleted",
        deleted: { key: { id: "AC000000000000000000000000002045" } },
        chat: { jid: "" },
        sentAt: receivedAt,
      },
    ],
    [
      "baileys: messages delete by contact",
      {
        kind: "deleted",
        deleted: { key: { id: "AC000000000000000000000000002045" } },
        chat: { ...maria, kind: "user" },
        sender: maria,
        fromMe: false,
      },
    ],
    [
      "baileys: messages edited revoke in group",
      { kind: "deleted", chat: { jid: "120363020000000001@g.us", kind: "group" }, sender: maria, fromMe: false },
    ],
    [
      "baileys: messages delete in group",
      { kind: "deleted", chat: { kind: "group" }, sender: { ...maria, lid: "100000000000001" } },
    ],
    [
      "baileys: messages delete by api",
      { kind: "deleted", deleted: { key: { id: "3EB0F3E131D3A574F6AE81" } }, chat: maria, sender: shop, fromMe: true },
    ],
    [
      "baileys: send message update",
      {
        kind: "edited",
        text: "edited text",
        edited: { key: { fromMe: true }, text: "edited text" },
        chat: maria,
        sender: shop,
        fromMe: true,
      },
    ],
  ])("%s", (name, expected) => {
    expect(read(recordedEvents[name])).toMatchObject(expected);
  });

  const edit = (key: object, rest: object = {}) =>
    read(
      envelope("messages.edited", {
        key: { id: "3EB0A", fromMe: true, ...key },
        type: "MESSAGE_EDIT",
        editedMessage: { conversation: "x" },
        ...rest,
      }),
    );

  it("on our own phone is ours, and its chat is known", () => {
    expect(edit({ remoteJid: maria.jid })).toMatchObject({ fromMe: true, chat: maria, sender: shop });
  });

  it("in a chat by LID may be anybody's", () => {
    expect(edit({ remoteJid: "190000000000009@lid" })).toMatchObject({ fromMe: false, chat: nobody, sender: nobody });
  });

  it("in a group by us is ours", () => {
    const key = { remoteJid: "1@g.us", participant: "5511988880000:3@s.whatsapp.net" };
    expect(edit(key)).toMatchObject({ fromMe: true, chat: { jid: "1@g.us" }, sender: { phone: shop.phone } });
  });

  it("by an admin of a group is not the author's", () => {
    const key = { remoteJid: "1@g.us", participant: maria.jid, fromMe: false };
    expect(edit(key)).toMatchObject({ fromMe: false, sender: nobody });
  });

  it("of a caption knows its kind, its text and its mentions", () => {
    const editedMessage = {
      imageMessage: { caption: "@5511999990001 new", contextInfo: { mentionedJid: [maria.jid] } },
    };
    expect(edit({ remoteJid: "1@g.us" }, { editedMessage })).toMatchObject({
      text: "@5511999990001 new",
      edited: { kind: "image", text: "@5511999990001 new" },
      mentions: [maria],
    });
  });
});

it("one deletion by the other side is two events, which name the same message", () => {
  const pairs = [
    ["baileys: messages delete by contact", "baileys: messages edited revoke"],
    ["baileys: messages delete in group", "baileys: messages edited revoke in group"],
  ] as const;
  for (const pair of pairs) {
    const [first, second] = pair.map((name) => read(recordedEvents[name]));
    expect([first?.kind, second?.kind, first?.id]).toEqual(["deleted", "deleted", second?.id]);
  }
});

describe("inside of a message", () => {
  const key = { id: "3EB0OLD", remoteJid: maria.jid, fromMe: true };
  const inner = { protocolMessage: { key, type: 14, editedMessage: { conversation: "new" } } };
  it.each<[string, unknown, object]>([
    ["an edit", inner, { kind: "edited", text: "new", edited: { key: { id: "3EB0OLD" }, text: "new" } }],
    ["an edit in its wrapper", { editedMessage: { message: inner } }, { kind: "edited", text: "new" }],
    [
      "an edit without protocol message is one of itself",
      { editedMessage: { message: { conversation: "new" } } },
      { kind: "edited", text: "new", edited: { key: { id: "AC000000000000000000000000000001" }, kind: "text" } },
    ],
    ["a deletion", { protocolMessage: { key, type: 0 } }, { kind: "deleted", deleted: { key: { id: "3EB0OLD" } } }],
    ["a setting", { protocolMessage: { type: 3 } }, { kind: "protocol", protocol: { type: "EPHEMERAL_SETTING" } }],
  ])("%s", (_what, message, expected) => {
    expect(read(upsert({ message }))).toMatchObject({ chat: maria, ...expected });
  });
});

it("a notice about a message is `protocol`, and one about none is no message", () => {
  const key = { remoteJid: maria.jid, id: "3EB0A", fromMe: true };
  expect(read(envelope("messages.edited", { key, type: "EPHEMERAL_SETTING" }))).toMatchObject({
    kind: "protocol",
    protocol: { type: "EPHEMERAL_SETTING" },
  });
  expect(read(envelope("messages.edited", { type: "HISTORY_SYNC_NOTIFICATION" }))).toBeUndefined();
  expect(read(envelope("send.message.update", { type: 3 }))).toBeUndefined();
});
