import { onePixelPng } from "../../one-pixel.js";
import { type Answer, answer, type ContractCase, failed, missing, noSocket, refusal, refused } from "../case.js";
import { tuple } from "../shape.js";

const on = "WHATSAPP-BAILEYS";

/** A list of a label and the exception: how the service wraps what failed. */
const wrapped = (label: string): Answer => refusal(500, tuple(new RegExp(`^${label}$`), noSocket));
const unwrapped = failed(noSocket);

const ask = (
  endpoint: ContractCase["endpoint"],
  title: string,
  body: ContractCase["body"],
  answers: readonly Answer[],
  ...recorded: readonly string[]
): ContractCase => ({ endpoint, on, title, answers, ...(body && { body }), recorded });

const closed = (
  endpoint: ContractCase["endpoint"],
  body: ContractCase["body"],
  answer: Answer,
  ...recorded: readonly string[]
) => ask(endpoint, "closed", body, [answer], ...recorded);

const jid = "999000000000@s.whatsapp.net";
const key = { id: "x", fromMe: false, remoteJid: jid };

const sends: readonly ContractCase[] = [
  closed("sendText", ({ number }) => ({ number, text: "hi" }), unwrapped, "baileys-closed-send-text"),
  closed(
    "sendMedia",
    ({ number }) => ({ number, mediatype: "image", media: onePixelPng }),
    refused(500, noSocket),
    "baileys-closed-send-media",
  ),
  closed(
    "sendTemplate",
    ({ number }) => ({ number, name: "x", language: "en" }),
    failed("Method not available in the Baileys service"),
    "baileys-closed-send-template",
    "baileys-send-template-not-available",
  ),
  closed("sendPoll", ({ number }) => ({ number, name: "?", selectableCount: 1, values: ["a", "b"] }), unwrapped),
  closed("sendLocation", ({ number }) => ({ number, latitude: 1, longitude: 2, name: "n", address: "a" }), unwrapped),
  closed("sendContact", ({ number }) => ({ number, contact: [{ fullName: "Ana", phoneNumber: jid }] }), unwrapped),
  ask(
    "sendReaction",
    "not an emoji",
    () => ({ key, reaction: "ok" }),
    [refused(400, "Reaction must be a single emoji or empty string")],
    "business-send-reaction-not-an-emoji",
  ),
  ask(
    "sendStatus",
    "for nobody",
    () => ({ type: "text", content: "x", backgroundColor: "#000000", font: 1 }),
    [refused(400, "StatusJidList is required")],
    "baileys-send-status-missing-list",
  ),
];

const chats: readonly ContractCase[] = [
  closed(
    "whatsappNumbers",
    ({ number }) => ({ numbers: [number] }),
    answer(400, {}),
    "baileys-closed-chat-whatsapp-numbers",
  ),
  ask("whatsappNumbers", "no list", () => ({}), [answer(400, {})], "baileys-chat-whatsapp-numbers-missing-array"),
  ask(
    "whatsappNumbers",
    "an empty list",
    () => ({ numbers: [] }),
    [answer(400, { status: 400, error: /^Bad Request$/, message: tuple(tuple(/minimum length of 1$/)) })],
    "baileys-chat-whatsapp-numbers-empty-array",
  ),
  closed(
    "markMessageAsRead",
    () => ({ readMessages: [key] }),
    wrapped("Read messages fail"),
    "baileys-closed-chat-mark-read",
  ),
  ask(
    "markMessageAsRead",
    "missing fields",
    () => ({}),
    [missing("readMessages")],
    "baileys-chat-mark-message-as-read-missing",
  ),
  closed(
    "archiveChat",
    () => ({ chat: jid, archive: true, lastMessage: { key, messageTimestamp: 1 } }),
    refusal(500, tuple({ archived: false, message: tuple("string", "string") })),
  ),
  closed(
    "markChatUnread",
    () => ({ chat: jid, lastMessage: { key, messageTimestamp: 1 } }),
    refusal(500, tuple({ markedChatUnread: false, message: tuple("string", "string") })),
  ),
  closed("deleteMessageForEveryone", () => key, wrapped("Error while deleting message for everyone")),
  ask(
    "deleteMessageForEveryone",
    "missing fields",
    () => ({ id: "NOPE" }),
    [missing("fromMe", "remoteJid")],
    "baileys-chat-delete-message-missing-fields",
  ),
  ask("getBase64FromMediaMessage", "an unknown message", () => ({ message: { key: { id: "NOPE" } } }), [
    refused(400, "Message not found"),
    // MySQL refuses the look-up itself.
    refused(400, /prisma|raw query/i),
  ]),
  ask("updateMessage", "an unknown message", ({ number }) => ({ number, key, text: "x" }), [
    refused(400, "Message not compatible"),
    // Messages are not kept, and the socket is asked at once.
    refusal(500, "anything"),
    refused(400, noSocket),
  ]),
  closed(
    "sendPresence",
    ({ number }) => ({ number, presence: "composing", delay: 100 }),
    refused(400, noSocket),
    "baileys-closed-chat-send-presence",
  ),
  ask(
    "sendPresence",
    "missing fields",
    ({ number }) => ({ number, presence: "composing" }),
    [missing("delay")],
    "baileys-chat-send-presence-missing-delay",
  ),
  closed("updateBlockStatus", ({ number }) => ({ number, status: "unblock" }), wrapped("Error blocking user")),
];

const noNumbers: ContractCase = {
  endpoint: "whatsappNumbers",
  on: "EVOLUTION",
  title: "not on this channel, without the envelope",
  body: ({ number }) => ({ numbers: [number] }),
  answers: [
    answer(400, { status: 400, error: /^Bad Request$/, message: tuple(/^Method not available on Evolution Channel$/) }),
  ],
};

const everyone = { readreceipts: "all", profile: "all", status: "all", online: "all", last: "all", groupadd: "all" };

const profile: readonly ContractCase[] = [
  closed("fetchProfile", ({ number }) => ({ number }), unwrapped),
  closed("fetchBusinessProfile", ({ number }) => ({ number }), wrapped("Error updating profile name")),
  closed(
    "updateProfileName",
    () => ({ name: "x" }),
    wrapped("Error updating profile name"),
    "baileys-closed-chat-update-profile-name",
  ),
  closed("updateProfileStatus", () => ({ status: "x" }), wrapped("Error updating profile status")),
  closed("updateProfilePicture", () => ({ picture: onePixelPng }), wrapped("Error updating profile picture")),
  closed("removeProfilePicture", undefined, wrapped("Error (removing|updating) profile picture")),
  closed("fetchPrivacySettings", undefined, unwrapped, "baileys-closed-chat-fetch-privacy"),
  closed("updatePrivacySettings", () => everyone, wrapped("Error updating privacy settings")),
  ask("updatePrivacySettings", "missing fields", () => ({ readreceipts: "all" }), [
    missing("profile", "status", "online", "last", "groupadd"),
  ]),
];

const noGroup = refusal(
  400,
  tuple(/^The group id needs to be informed in the query$/, /^ex: "groupJid=120362@g\.us"$/),
);
const noCode = refusal(400, tuple(/^The group invite code id needs to be informed in the query$/, "string"));

const group = (endpoint: ContractCase["endpoint"], ...recorded: readonly string[]) =>
  ask(endpoint, "no group named", undefined, [noGroup], ...recorded);

const groups: readonly ContractCase[] = [
  ask(
    "createGroup",
    "missing fields",
    () => ({ participants: ["999000000000"] }),
    [missing("subject")],
    "baileys-group-create-missing-subject",
  ),
  group("updateGroupSubject"),
  group("updateGroupPicture"),
  group("updateGroupDescription"),
  group("findGroupInfos", "group-find-infos-missing-jid"),
  group("participants"),
  group("inviteCode"),
  ask("sendInvite", "missing fields", () => ({}), [refusal(400, [{ property: /^instance$/, message: "string" }])]),
  group("revokeInviteCode"),
  group("updateParticipant"),
  group("updateSetting"),
  group("toggleEphemeral"),
  group("leaveGroup"),
  ask("inviteInfo", "no code given", undefined, [noCode]),
  ask("acceptInviteCode", "no code given", undefined, [noCode]),
  ask(
    "updateParticipant",
    "an unknown action",
    () => ({ groupJid: "120363099999999999@g.us", action: "kick", participants: ["999000000000"] }),
    [refusal(400, tuple({ property: /^action$/, message: /is not one of enum values: add,remove,promote,demote$/ }))],
    "baileys-group-update-participant-bad-action",
  ),
  ask(
    "fetchAllGroups",
    "participants or not is not said",
    undefined,
    [refused(400, "The getParticipants needs to be informed in the query")],
    "group-fetch-all-missing-query",
  ),
  {
    endpoint: "fetchAllGroups",
    on,
    title: "closed",
    query: () => ({ getParticipants: "false" }),
    answers: [failed(/./)],
    recorded: ["baileys-closed-group-fetch-all"],
  },
];

const ownEnvelope = answer(400, {
  status: 400,
  error: /^Bad Request$/,
  message: "anything",
  details: { whatsapp_code: "string", type: /^whatsapp_api_error$/ },
  timestamp: "string",
});
const notBusiness = answer(200, { wuid: "string", name: null, isBusiness: false });

const others: readonly ContractCase[] = [
  ask("findLabels", "none yet", undefined, [answer(200, tuple())], "baileys-closed-label-find"),
  ask("handleLabel", "missing fields", () => ({}), [missing("number", "labelId", "action")]),
  ask(
    "offerCall",
    "a stub that calls nobody",
    ({ number }) => ({ number, isVideo: false, callDuration: 1 }),
    [answer(201, { id: /^123$/, jid: "string", isVideo: false, callDuration: "number" })],
    "baileys-call-offer",
  ),
  // Which of the two depends on where the look-up of the number fails.
  ask("getCatalog", "closed", ({ number }) => ({ number }), [ownEnvelope, notBusiness]),
  ask("getCollections", "closed", ({ number }) => ({ number }), [ownEnvelope, notBusiness]),
];

/** What Baileys has itself is no function on another channel, so that nothing can be harmed by asking. */
const raw = (
  [
    "onWhatsapp",
    "profilePictureUrl",
    "assertSessions",
    "createParticipantNodes",
    "getUSyncDevices",
    "generateMessageTag",
    "sendNode",
    "signalRepositoryDecryptMessage",
    "getAuthState",
  ] as const
).map(
  (endpoint): ContractCase => ({
    endpoint,
    on: "EVOLUTION",
    title: "not on this channel",
    body: () => ({ jid, jids: [jid] }),
    answers: [failed(/is not a function$/)],
  }),
);

/** What an instance without a phone refuses. */
export const unpairedCases: readonly ContractCase[] = [
  ...sends,
  ...chats,
  noNumbers,
  ...profile,
  ...groups,
  ...others,
  ...raw,
];
