import { mimetypeOf } from "../client/media/mime.js";
import { isRecord, type JsonObject, own } from "../internal/record.js";
import { toJid } from "../jid/index.js";
import type { MessageContent } from "../types/index.js";
import { messageTypeOf } from "./build/frame.js";
import { seconds } from "./build/wire.js";
import { baileysContents, location, vcards } from "./contents.js";
import { created, noSocket, type Reply, refusal, thrown } from "./reply.js";
import type { UploadedFile } from "./request-body.js";
import type { RouteContext } from "./routes.js";
import { bytesOf, isUrl, MediaFailure, stored } from "./send-media.js";
import { quotesNothing, sent } from "./sent.js";
import { newId } from "./world.js";

/** A send through Meta, which checks nothing beforehand: what it refuses is a success with its error in it. */
export async function sendOnBusiness(name: string, context: RouteContext): Promise<Reply> {
  const { instance, body, gateway, state, file } = context;
  if (quotesNothing(body.quoted)) return refusal(400, ["Message not found"]);
  const refused = checkBusiness(name, body);
  if (refused) return refused;
  const to = gateway.confirmedJid(toJid(String(body.number ?? own(body.key, "remoteJid"))) ?? "@s.whatsapp.net");
  const metaError = metaErrors[/(\d{4})@/.exec(to)?.[1] ?? ""];
  if (metaError) return created(metaError);

  const now = state.now();
  const echoed = await echoedMedia(name, context);
  const message = metaContents[name]?.(body, { now, file, echoed: echoed?.shown }) ?? {};
  const id = own(own(body.quoted, "key"), "id");
  const quoting = name === "sendText" && id !== undefined ? { contextInfo: { stanzaId: id } } : {};
  const shown = {
    key: { fromMe: true, id: newId.meta(), remoteJid: to },
    message: { ...message, ...quoting },
    messageType: asConversation.includes(name) ? "conversation" : messageTypeOf(message),
    messageTimestamp: seconds(now),
    instanceId: instance.id,
    status: "PENDING",
    source: "unknown",
  };
  const received = baileysContents[name]?.(body, { now, media: echoed?.kept });
  return sent(context, { ...shown, message: received ?? shown.message }, shown);
}

/** Kinds that the gateway files under the wrong name. */
const asConversation: readonly string[] = ["sendReaction", "sendContact"];

interface Parts {
  readonly now: number;
  readonly file: UploadedFile | undefined;
  readonly echoed: Echoed | undefined;
}

/** What the answer says of a file: `media` echoes what was sent, and uploads have Meta's id of them. */
interface Echoed {
  readonly media: unknown;
  readonly id: string;
  readonly type: "link" | "id";
}

const metaContents: Readonly<Record<string, (body: JsonObject, parts: Parts) => MessageContent>> = {
  sendText: ({ text }) => ({ conversation: String(text) }),
  sendMedia: ({ mediatype, caption, fileName, media, mimetype }, { echoed }) => {
    const kind = String(mediatype);
    const name = fileName ?? defaultNames[kind];
    const type = mimetype ?? mimetypeOf(String(name ?? (isUrl(media) ? new URL(media).pathname : "")));
    const shown = { caption, fileName: name, mediaType: kind, gifPlayback: false, ...echoed, mimetype: type ?? false };
    return { [`${kind}Message`]: withoutNothing(shown) };
  },
  sendWhatsAppAudio: ({ number }, { now, echoed }) => ({
    audioMessage: { fileName: `${String(number)}-${now}.mp3`, mediaType: "audio", ...echoed, mimetype: "audio/mpeg" },
  }),
  sendLocation: (body) => ({ locationMessage: location(body) }),
  sendContact: ({ contact }) => {
    const cards = vcards(contact);
    if (cards.length === 1) return { contact: cards[0] };
    return { contactsArrayMessage: { displayName: `${cards.length} contacts`, contacts: cards } };
  },
  sendReaction: ({ key, reaction }) => ({ reactionMessage: { key, text: reaction } }),
  sendList: ({ title, sections }) => ({ conversation: [title, ...linesOf(sections), ""].join("\n") }),
  sendButtons: ({ title, buttons }) => ({
    conversation: [title, ...records(buttons).map(({ displayText }) => `▶️ ${String(displayText)}`), ""].join("\n"),
  }),
  sendTemplate: ({ name }) => ({ conversation: `▶️${String(name)}◀️` }),
};

const defaultNames: Readonly<Record<string, string>> = { image: "image.png", video: "video.mp4" };

const records = (list: unknown): readonly JsonObject[] => (Array.isArray(list) ? list.filter(isRecord) : []);

const linesOf = (sections: unknown) =>
  records(sections).flatMap(({ title, rows }) => [title, ...records(rows).map((row) => row.title)]);

const withoutNothing = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** What Meta's API would trip over before it is asked. */
function checkBusiness(name: string, { text, buttons, sections }: JsonObject): Reply | undefined {
  if (name === "sendText" && text === "") return refusal(400, [`TypeError: ${noSocket("message")}`]);
  const texts = records(buttons).map(({ displayText }) => displayText);
  if (new Set(texts).size < texts.length) return refusal(400, ["Button texts cannot be repeated"]);
  const titles = records(sections).map(({ title }) => title);
  if (new Set(titles).size < titles.length) return refusal(400, ["Section titles cannot be repeated"]);
  const rows = records(sections).flatMap((section) => records(section.rows));
  return rows.some(({ description }) => description === undefined) ? thrown(noSocket("length")) : undefined;
}

/** URLs are passed on; bytes are uploaded first. Both are kept, as far as they are at hand. */
async function echoedMedia(name: string, { body, file, state }: RouteContext) {
  if (name !== "sendMedia" && name !== "sendWhatsAppAudio") return undefined;
  const given = name === "sendMedia" ? body.media : body.audio;
  const bytes = await bytesOf(given, file);
  const mimeType = file?.type ?? String(body.mimetype ?? (name === "sendMedia" ? body.mediatype : "audio/ogg"));
  const fileName = body.fileName === undefined ? file?.name : String(body.fileName);
  const named = fileName === undefined ? { mimeType } : { mimeType, fileName };
  const kept = bytes instanceof MediaFailure ? undefined : stored(state.media, { bytes, ...named });
  return { kept, shown: shownMedia(name, given, file) };
}

function shownMedia(name: string, given: unknown, file: UploadedFile | undefined): Echoed {
  if (!file && isUrl(given)) return { media: given, id: given, type: "link" };
  const media = !file ? given : name === "sendMedia" ? Buffer.from(file.bytes).toString("base64") : formFile(file);
  return { media, id: newId.upload(), type: "id" };
}

/** An uploaded voice note comes back as the server's form parser holds it. */
const formFile = ({ field, name, type, bytes }: UploadedFile) => ({
  fieldname: field,
  originalname: name,
  encoding: "7bit",
  mimetype: type,
  buffer: { type: "Buffer", data: [...bytes] },
  size: bytes.length,
});

const metaError = (code: number, message: string, more: JsonObject = {}) => ({
  message,
  type: "OAuthException",
  code,
  ...more,
  fbtrace_id: "AbCdEfGhIjKlMnOpQrStUvW",
});

const details = (text: string) => ({ error_data: { messaging_product: "whatsapp", details: text } });

/** By the last digits of the number: what Meta says to numbers that are made to fail. */
const metaErrors: Readonly<Record<string, JsonObject>> = {
  "0400": metaError(
    131_030,
    "(#131030) Recipient phone number not in allowed list",
    details("Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again."),
  ),
  "0401": metaError(190, "Error validating access token: Session has expired.", { error_subcode: 463 }),
  "0429": metaError(
    130_429,
    "(#130429) Rate limit hit",
    details("Message failed to send because too many messages were sent from this phone number in a short time."),
  ),
};
