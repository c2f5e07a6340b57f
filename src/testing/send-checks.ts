import { isRecord, type JsonObject } from "../internal/record.js";
import type { Integration } from "../types/index.js";
import { missingFields, type Reply, refusal } from "./reply.js";
import type { UploadedFile } from "./request-body.js";

/** What the schema refuses beyond a missing field, in its words. */
const schema: readonly { readonly wrong: (body: JsonObject, name: string) => boolean; readonly message: string }[] = [
  { wrong: ({ number }) => number !== undefined && typeof number !== "string", message: "Invalid format" },
  { wrong: ({ delay }) => delay !== undefined && !Number.isInteger(delay), message: "Enter a value in milliseconds" },
  {
    wrong: ({ mediatype }) =>
      mediatype !== undefined && !["image", "document", "video", "audio"].includes(String(mediatype)),
    message: "mediatype is not one of enum values: image,document,video,audio",
  },
  {
    wrong: ({ mentioned }) => Array.isArray(mentioned) && mentioned.some((each) => !/^\d/.test(String(each))),
    message: '"mentioned" must be an array of numeric strings',
  },
];

const buttonTypes = ["reply", "copy", "url", "call", "pix"];

/** A whole request against its schema: missing fields first, then values. */
export function checkSchema(name: string, body: JsonObject, required: readonly string[]): Reply | undefined {
  const missing = missingFields(body, required);
  if (missing) return missing;
  const buttons = Array.isArray(body.buttons) ? body.buttons : [];
  const wrongButton = buttons.findIndex((button) => !isRecord(button) || !buttonTypes.includes(String(button.type)));
  const messages = schema.filter(({ wrong }) => wrong(body, name)).map(({ message }) => message);
  if (wrongButton !== -1)
    messages.push(`buttons[${wrongButton}].type is not one of enum values: ${buttonTypes.join(",")}`);
  return messages.length > 0 ? refusal(400, [messages]) : undefined;
}

// biome-ignore lint/complexity/useRegexLiterals: the compiler's target does not know the flag, Node 20 does
const oneEmoji = new RegExp("^\\p{RGI_Emoji}$", "v");

type Check = (body: JsonObject, integration: Integration, file: UploadedFile | undefined) => Reply | undefined;

const noMedia = refusal(400, ["Owned media must be a url or base64"]);
const isMedia = (value: unknown) => isUrl(value) || isBase64(value);

/** What the routes themselves refuse, before the number is checked. */
const checks: Readonly<Record<string, Check>> = {
  sendText: ({ text }, integration) =>
    integration === "WHATSAPP-BAILEYS" && String(text).trim() === "" ? refusal(400, ["Text is required"]) : undefined,
  sendMedia: ({ media, mediatype, fileName }, _, file) => {
    if (file) return undefined;
    if (!isMedia(media)) return noMedia;
    if (mediatype !== "document" || isUrl(media) || fileName !== undefined) return undefined;
    return refusal(400, ["For base64 the file name must be informed."]);
  },
  sendWhatsAppAudio: ({ audio }, integration, file) => {
    if (file) return undefined;
    if (integration === "EVOLUTION") return refusal(500, "File or buffer is undefined.");
    if (isMedia(audio)) return undefined;
    return refusal(400, ["Owned media must be a url, base64, or valid file with buffer"]);
  },
  sendPtv: ({ video }, _, file) => (file || isMedia(video) ? undefined : noMedia),
  // The file passes the check, and is then not what is read.
  sendSticker: ({ sticker }, _, file) => (isMedia(sticker) ? undefined : file ? refusal(500, "Invalid URL") : noMedia),
  sendReaction: ({ reaction }) =>
    reaction === "" || oneEmoji.test(String(reaction))
      ? undefined
      : refusal(400, ["Reaction must be a single emoji or empty string"]),
  sendStatus: ({ statusJidList, allContacts }) =>
    Array.isArray(statusJidList) || allContacts === true ? undefined : refusal(400, ["StatusJidList is required"]),
};

export const checkRoute: (name: string, ...given: Parameters<Check>) => Reply | undefined = (name, ...given) =>
  checks[name]?.(...given);

/** The server takes a URL only with a dotted host or an IP: not `localhost`. */
function isUrl(value: unknown): boolean {
  const host = typeof value === "string" ? /^https?:\/\/([^/:?#]+)/.exec(value)?.[1] : undefined;
  return host?.includes(".") === true;
}

function isBase64(value: unknown): boolean {
  return typeof value === "string" && /^[A-Za-z0-9+/]+={0,2}$/.test(value);
}
