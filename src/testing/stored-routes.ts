import { own } from "../internal/record.js";
import { toJid } from "../jid/index.js";
import { created, missingFields, ok, type Reply, refusal, wrongTypes } from "./reply.js";
import type { RouteContext } from "./routes.js";
import { rowOf } from "./world.js";

const switches = ["rejectCall", "groupsIgnore", "alwaysOnline", "readMessages", "readStatus", "syncFullHistory"];

const booleans = Object.fromEntries(switches.map((name) => [name, "boolean"] as const));

export function setSettings({ body, instance }: RouteContext): Reply {
  const invalid =
    missingFields(body, switches) ?? wrongTypes(body, { ...booleans, msgCall: "string", wavoipToken: "string" });
  if (invalid) return invalid;
  const given = Object.fromEntries(
    [...switches, "msgCall", "wavoipToken"]
      .filter((name) => body[name] !== undefined)
      .map((name) => [name, body[name]]),
  );
  instance.settings = { ...instance.settings, ...given };
  return created({ settings: { instanceName: instance.name, settings: given } });
}

export const findSettings = ({ instance }: RouteContext): Reply => ok(instance.settings);

/** A proxy is tested before it is stored: the fake knows none that works without a user and a password. */
export function setProxy({ body, instance, state }: RouteContext): Reply {
  const required = ["enabled", "host", "port", "protocol"];
  const texts = { host: "string", port: "string", protocol: "string", username: "string", password: "string" } as const;
  const invalid = missingFields(body, required) ?? wrongTypes(body, { ...texts, enabled: "boolean" });
  if (invalid) return invalid;
  const { enabled, host, port, protocol, username, password } = body;
  if (enabled === true && (username === undefined || password === undefined)) return refusal(400, ["Invalid proxy"]);
  const proxy =
    enabled === true
      ? { enabled, host, port, protocol, username, password }
      : { enabled: false, host: "", port: "", protocol: "", username: "", password: "" };
  instance.proxy = rowOf(instance, proxy, state.now(), instance.proxy);
  return created({ proxy: { instanceName: instance.name, proxy } });
}

export const findProxy = ({ instance }: RouteContext): Reply => ok(instance.proxy ?? null);

/** Contacts are those who have written. */
export function findContacts({ instance, body }: RouteContext): Reply {
  const wanted = own(body.where, "remoteJid");
  const people = new Map(instance.messages.filter(({ key }) => !key.fromMe).map((row) => [row.key.remoteJid, row]));
  const contacts = [...people.values()].filter(({ key }) => wanted === undefined || key.remoteJid === wanted);
  return ok(
    contacts.map(({ id, key, pushName }) => ({
      id,
      remoteJid: key.remoteJid,
      pushName,
      profilePicUrl: null,
      createdAt: instance.createdAt,
      updatedAt: instance.createdAt,
      instanceId: instance.id,
      isGroup: false,
      isSaved: Boolean(pushName),
      type: "contact",
    })),
  );
}

/** Chats are those with messages, newest first. */
export function findChats({ instance, body }: RouteContext): Reply {
  const wanted = own(body.where, "remoteJid");
  const latest = new Map(instance.messages.map((row) => [row.key.remoteJid, row]));
  const chats = [...latest.values()].filter(({ key }) => wanted === undefined || key.remoteJid === wanted).reverse();
  return ok(
    chats.map(({ MessageUpdate: _, ...row }) => ({
      id: null,
      remoteJid: row.key.remoteJid,
      pushName: row.key.fromMe ? null : row.pushName,
      profilePicUrl: null,
      updatedAt: new Date(row.messageTimestamp * 1_000).toISOString(),
      windowStart: null,
      windowExpires: null,
      windowActive: false,
      lastMessage: { ...row, participant: null, sessionId: null, status: null },
      unreadCount: 0,
      isSaved: false,
    })),
  );
}

export const findStatusMessage = (): Reply => ok([]);

/** No chat rows are kept. */
export function findChatByRemoteJid({ query }: RouteContext): Reply {
  if (query.get("remoteJid")) return ok(null);
  return { status: 400, body: { error: "remoteJid is a required query parameter" } };
}

export const fetchProfilePictureUrl = ({ body }: RouteContext): Reply =>
  ok({ wuid: toJid(String(body.number)) ?? "@s.whatsapp.net", profilePictureUrl: null });

/** S3 is off. */
export const getMedia = (): Reply => refusal(400, ["Media not found"]);
export const getMediaUrl = ({ body }: RouteContext): Reply => missingFields(body, ["id"]) ?? getMedia();
