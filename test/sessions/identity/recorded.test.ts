import { expect, it } from "vitest";
import { parseWebhook, toInboundMessage } from "../../../src/webhooks/index.js";
import { instanceName, lid, phone, startMap } from "./kit.js";

const group = "120363040000000000@g.us";
const ours = { sender: "5511988880000@s.whatsapp.net" };
const [ownPhone, ownLid] = ["5511988880000@s.whatsapp.net", "190000000000099@lid"];
const content = { message: { conversation: "oi" }, messageType: "conversation", messageTimestamp: 1_767_227_601 };
const event = (name: string, data: unknown, envelope: object = ours) => ({
  event: name,
  instance: instanceName,
  data,
  ...envelope,
});
const upsert = (key: object, envelope?: object) =>
  event(
    "messages.upsert",
    { key: { fromMe: false, id: "AC0000000000000000000000000001", ...key }, ...content },
    envelope,
  );
const chat = { participant: "", addressingMode: "pn" };

/** Shapes as gateways have posted them, with what each says of who is who. */
const said: Record<string, readonly [event: ReturnType<typeof event>, pairs: readonly (readonly [string, string])[]]> =
  {
    "2.3.6 messages.upsert, by phone": [
      upsert({ remoteJid: phone(1), remoteJidAlt: lid(1), ...chat }),
      [[phone(1), lid(1)]],
    ],
    "2.3.6 messages.upsert, by LID": [
      upsert({ remoteJid: lid(1), remoteJidAlt: phone(1), participant: "", addressingMode: "lid" }),
      [[phone(1), lid(1)]],
    ],
    "2.3.6 messages.upsert, number hidden": [upsert({ remoteJid: lid(1), participant: "", addressingMode: "lid" }), []],
    "2.3.7 messages.upsert, LID lost": [
      upsert({ remoteJid: phone(1), remoteJidAlt: phone(1), participant: "", addressingMode: "lid" }),
      [],
    ],
    "2.4.0 messages.upsert": [upsert({ remoteJid: phone(1), remoteJidAlt: lid(1), ...chat }), [[phone(1), lid(1)]]],
    "2.3.2 messages.upsert, swapped": [
      upsert({ remoteJid: phone(1), senderPn: phone(1), previousRemoteJid: lid(1) }),
      [[phone(1), lid(1)]],
    ],
    "2.3.2 messages.upsert, not swapped": [
      upsert({ remoteJid: lid(1), senderPn: phone(1), previousRemoteJid: lid(1) }),
      [[phone(1), lid(1)]],
    ],
    "2.3.6 messages.upsert in a group": [
      upsert({ remoteJid: group, participant: phone(1), participantAlt: lid(1), addressingMode: "pn" }),
      [[phone(1), lid(1)]],
    ],
    "2.3.6 our own in a group": [
      upsert({ remoteJid: group, fromMe: true, participant: ownPhone, participantAlt: ownLid }),
      [[ownPhone, ownLid]],
    ],
    "2.3.6 a status": [
      upsert({ remoteJid: "status@broadcast", remoteJidAlt: lid(1), participant: phone(1), addressingMode: "pn" }),
      [[phone(1), lid(1)]],
    ],
    "our own status": [
      upsert({ remoteJid: "status@broadcast", fromMe: true, remoteJidAlt: lid(1), participant: ownPhone }),
      [],
    ],
    "our own message": [upsert({ remoteJid: phone(1), remoteJidAlt: lid(1), fromMe: true }), [[phone(1), lid(1)]]],
    "our own message beside our own number": [upsert({ remoteJid: lid(1), remoteJidAlt: ownPhone, fromMe: true }), []],
    "our own message, number not said": [upsert({ remoteJid: phone(1), remoteJidAlt: lid(1), fromMe: true }, {}), []],
    "2.3.2 our own message, sender is us": [
      upsert({ remoteJid: ownPhone, senderPn: ownPhone, previousRemoteJid: lid(1), fromMe: true }),
      [],
    ],
    "2.3.6 messages.delete": [
      event("messages.delete", { remoteJid: phone(1), remoteJidAlt: lid(1), fromMe: false, id: "AC01", ...chat }),
      [[phone(1), lid(1)]],
    ],
    "2.3.6 messages.delete in a group": [
      event("messages.delete", {
        remoteJid: group,
        fromMe: false,
        id: "AC01",
        participant: phone(1),
        participantAlt: lid(1),
      }),
      [[phone(1), lid(1)]],
    ],
    "2.3.6 messages.edited, as the author sees it": [
      event("messages.edited", {
        key: { remoteJid: ownPhone, remoteJidAlt: lid(1), fromMe: false, id: "3EB01" },
        type: "MESSAGE_EDIT",
        editedMessage: { conversation: "new" },
      }),
      [],
    ],
    "2.3.6 messages.update": [
      event("messages.update", { keyId: "3EB01", remoteJid: lid(1), fromMe: true, status: "READ", instanceId: "i" }),
      [],
    ],
    "2.3.6 messages.set": [
      event("messages.set", [
        { key: { remoteJid: lid(1), remoteJidAlt: phone(1), fromMe: false, id: "A1" }, ...content },
        { key: { remoteJid: phone(2), remoteJidAlt: lid(2), fromMe: false, id: "A2" }, ...content },
      ]),
      [
        [phone(1), lid(1)],
        [phone(2), lid(2)],
      ],
    ],
    "2.3.6 contacts.upsert": [
      event("contacts.upsert", [
        { remoteJid: phone(2), pushName: "Daniela" },
        { remoteJid: lid(3), pushName: "1" },
      ]),
      [],
    ],
    "2.3.6 groups.upsert": [
      event("groups.upsert", [
        {
          id: group,
          addressingMode: "lid",
          subject: "Team",
          subjectOwner: lid(1),
          subjectOwnerPn: phone(1),
          owner: lid(2),
          ownerPn: phone(2),
          participants: [
            { id: lid(3), phoneNumber: phone(3), admin: "superadmin" },
            { id: lid(4), admin: null },
          ],
          author: lid(5),
          authorPn: phone(5),
        },
      ]),
      [1, 2, 3, 5].map((n) => [phone(n), lid(n)] as const),
    ],
    "2.3.6 group-participants.update, by phone": [
      event("group-participants.update", {
        id: group,
        author: phone(1),
        participants: [{ id: phone(3), lid: lid(3), admin: null }],
        action: "add",
      }),
      [[phone(3), lid(3)]],
    ],
    "2.3.6 group-participants.update, by LID": [
      event("group-participants.update", {
        id: group,
        author: lid(1),
        authorPn: phone(1),
        participants: [{ id: lid(3), phoneNumber: phone(3), admin: null }],
        action: "add",
      }),
      [
        [phone(1), lid(1)],
        [phone(3), lid(3)],
      ],
    ],
    "2.3.5 group-participants.update": [
      event("group-participants.update", {
        id: group,
        author: phone(1),
        participants: [lid(3)],
        participantsData: [{ jid: lid(3), phoneNumber: phone(3), name: "Bia", imgUrl: null }],
        action: "add",
      }),
      [[phone(3), lid(3)]],
    ],
    "a LID without its server, which looks like a number": [
      event("group-participants.update", {
        id: group,
        participants: [{ id: lid(1), lid: "190000000000001", phoneNumber: "190000000000001" }],
        action: "add",
      }),
      [],
    ],
    "what a person has sent": [
      event("messages.upsert", {
        key: { remoteJid: phone(1), fromMe: false, id: "AC01" },
        message: {
          key: { remoteJid: phone(2), remoteJidAlt: lid(2) },
          messages: [{ key: { remoteJid: lid(3), remoteJidAlt: phone(3) } }],
        },
        contextInfo: { remoteJid: phone(4), remoteJidAlt: lid(4) },
        messageType: "conversation",
        messageTimestamp: 1,
      }),
      [],
    ],
  };

it.each(Object.entries(said))("learns from an event: %s", async (_, [given, pairs]) => {
  for (const each of [given, parseWebhook(JSON.stringify(given))]) {
    const { map, told } = startMap();
    await map.learn(each);
    const learned = told.learned.map(({ phone, other }) => `${phone} ${other}`);
    expect(learned.sort()).toEqual(pairs.map((pair) => pair.join(" ")).sort());
  }
});

it("learns from a normalised message, not from one that shows a change", async () => {
  const { map, keyOf, told } = startMap();
  for (const each of ["2.3.6 messages.upsert, by LID", "2.3.6 messages.edited, as the author sees it"]) {
    const message = toInboundMessage(parseWebhook(JSON.stringify(said[each]?.[0])));
    if (message) await map.learn(message);
  }
  expect(await keyOf(phone(1))).toBe(await keyOf(lid(1)));
  expect(told.learned).toHaveLength(1);
});

/** As 2.3.6 answered them. */
const answered: Record<string, readonly [answer: unknown, pairs: readonly (readonly [string, string])[]]> = {
  whatsappNumbers: [
    [
      { jid: group, exists: true, number: group, name: "Team" },
      { jid: phone(1), exists: true, number: "5511999990001", name: "Maria" },
      { jid: phone(4), exists: false, number: lid(4), lid: lid(4) },
      { jid: phone(2), exists: true, number: "+55 11 99999-0002", lid: "lid" },
      { jid: phone(3), exists: true, number: lid(3), lid: "lid" },
      { jid: lid(5), exists: true, number: lid(5), lid: "lid" },
    ],
    [[phone(3), lid(3)]],
  ],
  "fetchAllGroups with participants": [
    [
      { id: group, owner: lid(1), participants: [{ id: lid(1), phoneNumber: phone(1), admin: "admin" }] },
      { id: group },
    ],
    [[phone(1), lid(1)]],
  ],
  participants: [{ participants: [{ id: lid(1), phoneNumber: phone(1), admin: null }] }, [[phone(1), lid(1)]]],
  findMessages: [
    {
      messages: {
        total: 2,
        pages: 1,
        currentPage: 1,
        records: [
          { id: "cm1", key: { id: "A1", fromMe: false, remoteJid: phone(1), remoteJidAlt: lid(1), participant: "" } },
          { id: "cm2", key: { id: "A2", fromMe: true, remoteJid: phone(2), remoteJidAlt: lid(2) } },
        ],
      },
    },
    [[phone(1), lid(1)]],
  ],
  findChats: [
    [
      {
        id: "c",
        remoteJid: lid(1),
        lastMessage: { key: { id: "A", fromMe: false, remoteJid: lid(1), remoteJidAlt: phone(1) } },
      },
    ],
    [[phone(1), lid(1)]],
  ],
  "an error": [
    { status: 400, error: "Bad Request", response: { message: [{ jid: phone(1), exists: false, number: lid(1) }] } },
    [],
  ],
};

it.each(Object.entries(answered))("learns from an answer: %s", async (_, [answer, pairs]) => {
  const { map, told } = startMap();
  await map.learn({ instanceName, answer });
  expect(told.learned.map(({ phone, other }) => [phone, other])).toEqual(pairs);
});
