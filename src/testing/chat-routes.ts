import { own } from "../internal/record.js";
import { isAtLeast } from "../internal/version.js";
import { toJid } from "../jid/index.js";
import type { MessageContent } from "../types/index.js";
import { chatRow } from "./chats.js";
import { withText } from "./contents.js";
import { notAvailable, onPhone } from "./phone-routes.js";
import { created, noSocket, ok, type Reply, refusal } from "./reply.js";
import type { Route, RouteContext } from "./routes.js";
import { checkBody, flag, oneOf, type Rule, text } from "./schema.js";
import { type FakeInstance, isOnWhatsApp, newId } from "./world.js";

const presences = oneOf("unavailable", "available", "composing", "recording", "paused");
const messageKey = { required: ["id", "fromMe", "remoteJid"], fields: { id: text, fromMe: flag, remoteJid: text } };
const lastMessage: Rule = { type: "object", required: ["key"], fields: { key: messageKey } };

/** Its failures have no envelope, or one of their own. */
export const whatsappNumbers: Route = ({ instance, body, gateway, state }) => {
  const bare = (message: unknown): Reply => ({ status: 400, body: { status: 400, error: "Bad Request", message } });
  const { numbers } = body;
  if (!Array.isArray(numbers)) return { status: 400, body: {} };
  if (numbers.length === 0) return bare([["numbers does not meet minimum length of 1"]]);
  if (instance.integration !== "WHATSAPP-BAILEYS") return bare([notAvailable[instance.integration]]);
  if (instance.state !== "open") return { status: 400, body: {} };
  const found = numbers.map((number: unknown) => {
    const given = toJid(String(number)) ?? "@s.whatsapp.net";
    const group = state.groups.get(given);
    if (given.endsWith("@g.us")) {
      return { jid: given, exists: group !== undefined, number, ...(group && { name: group.subject }) };
    }
    const { phone } = gateway.personAt(given);
    const jid = phone === undefined ? given : `${phone}@s.whatsapp.net`;
    const name = gateway.nameOf(instance, jid);
    return { jid, exists: isOnWhatsApp(jid), number, ...(name !== undefined && { name }) };
  });
  const rank = ({ jid }: { jid: string }) => (jid.endsWith("@broadcast") ? 0 : jid.endsWith("@g.us") ? 1 : 2);
  return ok(found.sort((a, b) => rank(a) - rank(b)));
};

/** Holds the request as long as it shows the presence. */
export const sendPresence: Route = async (context) => {
  const { instance, body, state, gateway } = context;
  const to = toJid(String(body.number)) ?? "@s.whatsapp.net";
  const answer = await onPhone({
    required: ["number", "presence", "delay"],
    fields: { number: text, presence: presences, delay: { type: "number" } },
    closed: refusal(400, [`TypeError: ${noSocket("onWhatsApp")}`]),
    open: () => (isOnWhatsApp(to) ? created({ presence: body.presence }) : refusal(400, ["[object Object]"])),
  })(context);
  if (answer.status !== 201 || typeof body.delay !== "number") return answer;
  gateway.showPresence(instance, to, String(body.presence));
  await state.sleep(body.delay);
  gateway.showPresence(instance, to, "paused");
  return answer;
};

export const setPresence = onPhone({
  required: ["presence"],
  fields: { presence: presences },
  closed: refusal(400, [`TypeError: ${noSocket("sendPresenceUpdate")}`]),
  open: ({ body }) => created({ presence: body.presence }),
});

/** Keys with a LID are passed over without a word; 2.4 reads them. */
export const markMessageAsRead = onPhone({
  required: ["readMessages"],
  fields: { readMessages: { type: "array", minLength: 1, items: messageKey } },
  closed: refusal(500, ["Read messages fail", `TypeError: ${noSocket("readMessages")}`]),
  open: ({ instance, body, gateway, state }) => {
    const keys = (Array.isArray(body.readMessages) ? body.readMessages : []).filter(
      (key: unknown) =>
        isAtLeast(state.version, "2.4.0") || /@(s\.whatsapp\.net|g\.us)$/.test(String(own(key, "remoteJid"))),
    );
    for (const key of keys) {
      const chat = instance.chats.get(String(own(key, "remoteJid")));
      if (chat) chat.unreadMessages = 0;
    }
    gateway.showRead(instance, keys);
    return created({ message: "Read messages", read: "success" });
  },
});

const notChanged = (flag: string, what: string, error: string): Reply =>
  refusal(500, [
    { [flag]: false, message: [`An error occurred while ${what} the chat. Open a calling.`, `TypeError: ${error}`] },
  ]);

/** Before 2.4 the last message must be named: with `chat` alone it always fails. */
export const archiveChat = onPhone({
  required: ["archive"],
  fields: { archive: flag, chat: text, lastMessage },
  closed: notChanged("archived", "archiving", noSocket("chatModify")),
  open: ({ instance, body, state }) => {
    const remoteJid = own(own(body.lastMessage, "key"), "remoteJid");
    const chatId = remoteJid ?? (isAtLeast(state.version, "2.4.0") ? body.chat : undefined);
    if (typeof chatId !== "string") return notChanged("archived", "archiving", noSocket("key"));
    chatRow(instance, chatId, state.now()).isArchived = body.archive === true;
    return created({ chatId, archived: true });
  },
});

export const markChatUnread = onPhone({
  required: ["lastMessage"],
  fields: { chat: text, lastMessage },
  closed: notChanged("markedChatUnread", "marked unread", noSocket("chatModify")),
  open: ({ instance, body, state }) => {
    const chatId = String(own(own(body.lastMessage, "key"), "remoteJid"));
    const chat = chatRow(instance, chatId, state.now());
    chat.unreadMessages = Math.max(chat.unreadMessages, 1);
    return created({ chatId, markedChatUnread: true });
  },
});

/** The answer is the revoking message itself; the event has the stored one, as it was. */
export const deleteMessage = onPhone({
  ...messageKey,
  closed: refusal(500, ["Error while deleting message for everyone", `TypeError: ${noSocket("sendMessage")}`]),
  open: ({ body: { id, fromMe, remoteJid, participant }, state, instance, gateway }) => {
    const protocolMessage = { key: { remoteJid, fromMe, id }, type: "REVOKE" };
    const row = storedMessage(instance, id);
    if (row) {
      replace(instance, id, { MessageUpdate: [...row.MessageUpdate, { status: "DELETED" }] });
      const { MessageUpdate: _, contextInfo: __, ...shown } = row;
      const key = { ...row.key, deleted: true };
      gateway.emit(instance, "messages.delete", { ...shown, key, status: "DELETED", participant: null });
    }
    const raw = rawMessage(String(remoteJid), state.now(), protocolMessage);
    gateway.showChange({ instance, remoteJid: String(remoteJid), id: String(id), type: "delete" });
    return created({ ...raw, ...(participant !== undefined && { participant }) });
  },
});

export const updateMessage: Route = ({ instance, body, state, gateway }) => {
  if (instance.integration !== "WHATSAPP-BAILEYS") return refusal(400, [notAvailable[instance.integration]]);
  const stored = storedMessage(instance, own(body.key, "id"));
  const isText = stored && ["conversation", "imageMessage", "videoMessage"].includes(stored.messageType);
  if (!isText) return refusal(400, ["Message not compatible"]);
  const { remoteJid, id } = stored.key;
  if (toJid(String(body.number)) !== remoteJid) return refusal(400, ["RemoteJid does not match"]);
  if (instance.state !== "open") return refusal(400, ["Error: Connection Closed"]);
  const text = String(body.text);
  replace(instance, id, { message: withText(stored.message, text) });
  const edit = {
    key: { remoteJid, fromMe: true, id },
    type: "MESSAGE_EDIT",
    editedMessage: { extendedTextMessage: { text } },
    timestampMs: String(state.now()),
  };
  gateway.emit(instance, "send.message.update", { ...edit, timestampMs: state.now(), type: 14 });
  gateway.showChange({ instance, remoteJid, id, type: "edit", text });
  return ok(rawMessage(remoteJid, state.now(), edit));
};

/** What Baileys hands back: its 64-bit numbers are texts here. */
function rawMessage(remoteJid: string, now: number, protocolMessage: MessageContent) {
  return {
    key: { remoteJid, fromMe: true, id: newId.sent() },
    message: { protocolMessage },
    messageTimestamp: String(Math.floor(now / 1_000)),
    status: "PENDING",
  };
}

const storedMessage = (instance: FakeInstance, id: unknown) => instance.messages.find(({ key }) => key.id === id);

function replace(instance: FakeInstance, id: unknown, changes: Partial<FakeInstance["messages"][number]>): void {
  const index = instance.messages.findIndex(({ key }) => key.id === id);
  const row = instance.messages[index];
  if (row) instance.messages[index] = { ...row, ...changes };
}

/** A stub on the real server too: nobody is called, phone or not. */
export const offerCall: Route = ({ instance, body }: RouteContext) => {
  const fields: Readonly<Record<string, Rule>> = { isVideo: flag, callDuration: { type: "integer", min: 1, max: 15 } };
  const invalid = checkBody(body, { required: ["number", "callDuration"], fields });
  if (invalid) return invalid;
  // The EVOLUTION channel says so too.
  if (instance.integration !== "WHATSAPP-BAILEYS") return refusal(400, [notAvailable["WHATSAPP-BUSINESS"]]);
  const { isVideo, callDuration } = body;
  return created({ id: "123", jid: toJid(String(body.number)), isVideo, callDuration });
};
