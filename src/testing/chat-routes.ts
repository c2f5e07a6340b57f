import { own } from "../internal/record.js";
import { toJid } from "../jid/index.js";
import type { MessageContent } from "../types/index.js";
import { onePixelPng } from "./one-pixel.js";
import { notAvailable, onPhone } from "./phone-routes.js";
import { created, missingFields, noSocket, ok, type Reply, refusal } from "./reply.js";
import type { Route, RouteContext } from "./routes.js";
import { type FakeInstance, isOnWhatsApp, newId } from "./world.js";

/** Its failures have no envelope, or one of their own. */
export const whatsappNumbers: Route = ({ instance, body }) => {
  const bare = (message: unknown): Reply => ({ status: 400, body: { status: 400, error: "Bad Request", message } });
  const { numbers } = body;
  if (!Array.isArray(numbers)) return { status: 400, body: {} };
  if (numbers.length === 0) return bare([["numbers does not meet minimum length of 1"]]);
  if (instance.integration !== "WHATSAPP-BAILEYS") return bare([notAvailable[instance.integration]]);
  if (instance.state !== "open") return { status: 400, body: {} };
  const found = numbers.map((number) => {
    const jid = toJid(String(number)) ?? "@s.whatsapp.net";
    return { jid, exists: isOnWhatsApp(jid), number };
  });
  const rank = ({ jid }: { jid: string }) => (jid.endsWith("@broadcast") ? 0 : jid.endsWith("@g.us") ? 1 : 2);
  return ok(found.sort((a, b) => rank(a) - rank(b)));
};

export const sendPresence: Route = async (context) => {
  const { instance, body, state } = context;
  const answer = onPhone({
    required: ["number", "presence", "delay"],
    closed: refusal(400, [`TypeError: ${noSocket("onWhatsApp")}`]),
    open: () => created({ presence: body.presence }),
  })(context);
  if (instance.state === "open" && typeof body.delay === "number") await state.sleep(body.delay);
  return answer;
};

export const deleteMessage = onPhone({
  required: ["id", "fromMe", "remoteJid"],
  closed: refusal(500, ["Error while deleting message for everyone", `TypeError: ${noSocket("sendMessage")}`]),
  open: ({ body: { id, fromMe, remoteJid }, state }) =>
    created(rawMessage(String(remoteJid), state.now(), { key: { remoteJid, fromMe, id }, type: "REVOKE" })),
});

export const updateMessage: Route = ({ instance, body, state }) => {
  if (instance.integration !== "WHATSAPP-BAILEYS") return refusal(400, [notAvailable[instance.integration]]);
  const stored = storedMessage(instance, own(body.key, "id"));
  const isText = stored && ["conversation", "imageMessage", "videoMessage"].includes(stored.messageType);
  if (!isText) return refusal(400, ["Message not compatible"]);
  const jid = toJid(String(body.number));
  if (jid !== stored.key.remoteJid) return refusal(400, ["RemoteJid does not match"]);
  if (instance.state !== "open") return refusal(400, ["Error: Connection Closed"]);
  return ok(
    rawMessage(stored.key.remoteJid, state.now(), {
      key: { remoteJid: jid, fromMe: true, id: stored.key.id },
      type: "MESSAGE_EDIT",
      editedMessage: { extendedTextMessage: { text: body.text } },
      timestampMs: String(state.now()),
    }),
  );
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

/** The file of any message is one pixel. */
export function getBase64({ instance, body }: RouteContext): Reply {
  if (instance.integration === "EVOLUTION") return refusal(400, [notAvailable.EVOLUTION]);
  const message = own(body, "message");
  const id = own(own(message, "key"), "id");
  const content = own(message, "message") ?? storedMessage(instance, id)?.message;
  if (content === undefined) return refusal(400, ["Message not found"]);
  const mediaType = [
    "imageMessage",
    "videoMessage",
    "audioMessage",
    "documentMessage",
    "stickerMessage",
    "ptvMessage",
  ].find((kind) => own(content, kind) !== undefined);
  if (mediaType === undefined) return refusal(400, ["The message is not of the media type"]);
  const { mimetype, caption, fileName } = own(content, mediaType) as Record<string, unknown>;
  return created({
    mediaType,
    fileName: fileName ?? `${String(id)}.png`,
    ...(caption !== undefined && { caption }),
    size: { fileLength: { low: 68, high: 0, unsigned: true } },
    mimetype,
    base64: onePixelPng,
    buffer: null,
  });
}

export const onePixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR4nGP4DwQACfsD/fteaysAAAAASUVORK5CYII=";

/** A stub on the real server too: nobody is called, phone or not. */
export const offerCall: Route = ({ instance, body }) => {
  const invalid = missingFields(body, ["number", "callDuration"]);
  if (invalid) return invalid;
  // The EVOLUTION channel says so too.
  if (instance.integration !== "WHATSAPP-BAILEYS") return refusal(400, [notAvailable["WHATSAPP-BUSINESS"]]);
  const { isVideo, callDuration } = body;
  return created({ id: "123", jid: toJid(String(body.number)), isVideo, callDuration });
};
