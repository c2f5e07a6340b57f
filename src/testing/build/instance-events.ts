import { instanceId } from "./options.js";
import type { Scene } from "./scene.js";
import { firstAt, phoneJid } from "./wire.js";

/** Events of an instance itself: its QR codes, its connection, its life. */

export function qrCode(
  {
    pairingCode = null,
    limitReached = false,
  }: { readonly pairingCode?: string | null; readonly limitReached?: boolean },
  { instance, rowId }: Scene,
) {
  if (limitReached) return { message: "QR code limit reached, please login again", statusCode: 500 };
  const code = `2@${rowId()}`;
  return { qrcode: { instance, pairingCode, code, base64: "data:image/png;base64,iVBORw0KGgo=" } };
}

/** `statusReason` is by default 200, 401 for a close, and 428 for a refusal. */
export function connection(
  {
    state = "open",
    statusReason = state === "close" ? 401 : state === "refused" ? 428 : 200,
    profileName = "Shop",
  }: {
    readonly state?: "open" | "connecting" | "close" | "refused";
    readonly statusReason?: number;
    readonly profileName?: string;
  },
  { instance, settings }: Scene,
) {
  if (state !== "open") return { instance, state, statusReason };
  const wuid = phoneJid(settings.ownNumber);
  return { instance, wuid, profileName, profilePictureUrl: null, state, statusReason };
}

export function finalClose({ code = 401 }: { readonly code?: number }, { instance, at }: Scene) {
  const date = new Date(at).toISOString();
  const output = {
    statusCode: code,
    payload: { statusCode: code, error: "Unauthorized", message: "Connection Failure" },
  };
  const error = { data: { reason: String(code), location: "cln" }, isBoom: true, isServer: false, output };
  return {
    instance,
    status: "closed" as const,
    disconnectionAt: date,
    disconnectionReasonCode: code,
    disconnectionObject: JSON.stringify({ error, date }),
  };
}

export const lifecycle = (_: object, { instance }: Scene) => ({ instanceName: instance, instanceId });

export const typebotStart = (
  {
    from,
    typebot = "welcome",
    url = "https://typebot.example.com/api/v1/typebots/welcome/startChat",
    variables = [],
  }: {
    readonly from?: string;
    readonly typebot?: string;
    readonly url?: string;
    readonly variables?: readonly { readonly name: string; readonly value: unknown }[];
  },
  scene: Scene,
) => ({ remoteJid: scene.chatOf({ from }), url, typebot, variables: [...variables], sessionId: "4821934711" });

export function typebotStatus(
  {
    from,
    name = "Maria",
    status = "opened",
  }: { readonly from?: string; readonly name?: string; readonly status?: "opened" | "paused" | "closed" },
  scene: Scene,
) {
  const remoteJid = scene.chatOf({ from });
  const at = new Date(firstAt).toISOString();
  const ids = { id: scene.rowId(), sessionId: "cm3session", botId: "cm3typebot", instanceId };
  const session = {
    remoteJid,
    pushName: name,
    status,
    awaitUser: true,
    context: null,
    type: "typebot",
    parameters: null,
  };
  return { remoteJid, status, session: { ...ids, ...session, createdAt: at, updatedAt: at } };
}

/** A REST request that the gateway has refused. */
export const errorReport = ({
  status = 400,
  error = "Bad Request",
  message = ["Owned by another instance"],
}: {
  readonly status?: number;
  readonly error?: string;
  readonly message?: unknown;
}) => ({ error, message, status, response: { message } });
