import { isRecord, own } from "../internal/record.js";
import type { MessageContent, MessageKey } from "../types/index.js";
import { messageTypeOf } from "./build/frame.js";
import { storeReceived } from "./chats.js";
import { created, missingFields, ok, PlainText, type Reply, wrongTypes } from "./reply.js";
import type { RouteContext } from "./routes.js";
import { newId } from "./world.js";

/** The EVOLUTION channel's own way in. A number that nobody has is answered with nothing. */
export function receiveEvolution({ body, state, gateway }: RouteContext): Reply {
  const { numberId, key, message, pushName, messageType } = body;
  const instance = [...state.instances.values()].find(
    ({ integration, number }) => integration === "EVOLUTION" && number === numberId,
  );
  if (!instance) return ok(undefined);
  if (isRecord(message) && own(key, "fromMe") !== true) {
    const data = {
      key: { id: newId.uuid(), ...(key as object), fromMe: false } as MessageKey,
      pushName: String(pushName ?? ""),
      message: message as MessageContent,
      messageType: String(messageType ?? messageTypeOf(message)),
      messageTimestamp: Math.floor(state.now() / 1_000),
      instanceId: instance.id,
      source: "unknown",
    };
    storeReceived(instance, { ...data, id: newId.row(), contextInfo: null, MessageUpdate: [] }, state.now());
    gateway.emit(instance, "messages.upsert", data);
  }
  return ok({ status: "success" });
}

/** Meta's handshake, with the server's default token. */
export const verifyMeta = ({ query }: RouteContext): Reply =>
  ok(
    new PlainText(
      query.get("hub.verify_token") === "evolution"
        ? (query.get("hub.challenge") ?? "")
        : "Error, wrong validation token",
    ),
  );

/** There is no Meta behind the fake. */
export const receiveMeta = (): Reply => ok({ status: "success" });

const chatwootTexts = { accountId: "string", token: "string", url: "string" } as const;
const chatwootRequired = [
  "enabled",
  "accountId",
  "token",
  "url",
  "signMsg",
  "reopenConversation",
  "conversationPending",
];

/** What is stored, and shown again. */
const chatwootFields = [
  ...chatwootRequired,
  "signDelimiter",
  "nameInbox",
  "mergeBrazilContacts",
  "importContacts",
  "importMessages",
  "daysLimitImportMessages",
  "organization",
  "logo",
  "ignoreJids",
];

export function setChatwoot({ body, instance, gateway }: RouteContext): Reply {
  const invalid = missingFields(body, chatwootRequired) ?? wrongTypes(body, chatwootTexts);
  if (invalid) return invalid;
  const webhook_url = `${gateway.url}/chatwoot/webhook/${encodeURIComponent(instance.name)}`;
  const given = Object.fromEntries(chatwootFields.map((name) => [name, body[name] ?? null]));
  // What separates a name from a text is not kept.
  const kept = { signDelimiter: null, nameInbox: body.nameInbox ?? instance.name };
  instance.chatwoot = { ...given, ...kept, webhook_url };
  return created({ ...body, webhook_url });
}

export const findChatwoot = ({ instance }: RouteContext): Reply =>
  ok(
    instance.chatwoot ?? {
      enabled: false,
      url: "",
      accountId: "",
      token: "",
      signMsg: false,
      nameInbox: "",
      webhook_url: "",
    },
  );

/** Chatwoot's own way in, without a key. There is no Chatwoot behind the fake: what it posts is taken, and leads nowhere. */
export const receiveChatwoot = (): Reply => ok({ message: "bot" });
