import { isRecord, type JsonObject } from "../internal/record.js";
import type { Integration } from "../types/index.js";
import { type Reply, refusal, thrown } from "./reply.js";
import type { UploadedFile } from "./request-body.js";
import { checkBody } from "./schema.js";
import { isBase64, isUrl } from "./send-media.js";
import { sendSchemas } from "./send-schemas.js";

/** A whole request against its schema. */
export const checkSchema = (name: string, body: JsonObject): Reply | undefined =>
  checkBody(body, sendSchemas[name] ?? {});

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
  sendButtons: ({ buttons }) => {
    if (!Array.isArray(buttons)) return thrown("Cannot read properties of undefined (reading 'length')");
    return buttonProblem(buttons);
  },
  sendStatus: ({ type, content, font, backgroundColor, statusJidList, allContacts }) => {
    if (!content) return refusal(400, ["Content is required"]);
    if (!Array.isArray(statusJidList) && allContacts !== true) return refusal(400, ["StatusJidList is required"]);
    if (type !== "text") return undefined;
    if (!backgroundColor) return refusal(400, ["Background color is required"]);
    return font ? undefined : refusal(400, ["Font is required"]);
  },
  sendTemplate: ({ number }) => (number === undefined ? refusal(400, ["number is required"]) : undefined),
};

/** Which buttons may stand together. */
function buttonProblem(buttons: readonly unknown[]): Reply | undefined {
  const types = buttons.map((button) => (isRecord(button) ? button.type : undefined));
  if (types.length === 0) return refusal(400, ["At least one button is required"]);
  const isMixed = new Set(types).size > 1;
  if (types.includes("reply") && types.length > 3) return refusal(400, ["Maximum of 3 reply buttons allowed"]);
  if (types.includes("reply") && isMixed) return refusal(400, ["Reply buttons cannot be mixed with other types"]);
  if (types.includes("pix") && types.length > 1) return refusal(400, ["Only one PIX button is allowed"]);
  return undefined;
}

export const checkRoute: (name: string, ...given: Parameters<Check>) => Reply | undefined = (name, ...given) =>
  checks[name]?.(...given);
