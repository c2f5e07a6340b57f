import { toBase64 } from "../../internal/base64.js";
import { isRecord, type JsonObject, own } from "../../internal/record.js";
import type { MessageContent } from "../../types/index.js";
import { bytesOf } from "../../webhooks/message/values.js";
import type { Frame, GatewayVersion } from "./frame.js";
import { compact } from "./wire.js";

export interface MetaFile {
  readonly bytes?: Uint8Array;
  readonly version?: GatewayVersion;
}

/**
 * What the Business integration posts of a phone's content: Meta's own field names, the file beside them (up to 2.3.6), and of
 * a chosen button or row only its title. `undefined` for the kinds that it does not post.
 */
export function metaFrameOf(content: MessageContent, file: MetaFile = {}): Frame | undefined {
  const [kind = "unknown", body] = kindOf(content);
  const context = own(own(body, "contextInfo"), "stanzaId");
  const answered = typeof context === "string" ? { contextInfo: { stanzaId: context } } : {};
  const framed = frame(kind, body, file);
  return framed && { ...framed, message: { ...framed.message, ...answered }, ...answered };
}

/** The kind and its object, without the wrapper of captions. */
function kindOf(content: MessageContent): readonly [kind: string | undefined, body: unknown] {
  const { documentWithCaptionMessage } = content;
  if (isRecord(documentWithCaptionMessage)) return kindOf(documentWithCaptionMessage.message as MessageContent);
  return Object.entries(content).find(([name]) => name !== "messageContextInfo") ?? [undefined, undefined];
}

function frame(kind: string, body: unknown, file: MetaFile): Pick<Frame, "message" | "messageType"> | undefined {
  const as = (message: MessageContent, messageType = kind) => ({ message, messageType });
  const text = (value: unknown, messageType: string) => as({ conversation: String(value) }, messageType);
  if (typeof body === "string") return text(body, "conversation");
  if (!isRecord(body)) return undefined;
  switch (kind) {
    case "extendedTextMessage":
      return text(body.text, "conversation");
    case "imageMessage":
    case "videoMessage":
    case "audioMessage":
    case "documentMessage":
      return as({ [kind]: metaFile(kind, body), ...carried(file) });
    case "stickerMessage":
      return as({ [kind]: { ...metaFile(kind, body), animated: body.isAnimated === true } });
    case "locationMessage": {
      const { degreesLatitude, degreesLongitude, name, address } = body;
      return as({ [kind]: compact({ degreesLatitude, degreesLongitude, name, address }) });
    }
    case "contactMessage":
      return as({ [kind]: { displayName: body.displayName, vcard: body.vcard } });
    case "reactionMessage":
      return as({ [kind]: compact({ key: { id: own(body.key, "id") }, text: body.text || undefined }) });
    case "buttonsResponseMessage":
      return text(body.selectedDisplayText, "interactiveMessage");
    case "listResponseMessage":
      return text(body.title, "interactiveMessage");
    case "interactiveResponseMessage":
      return text(own(body.body, "text"), "interactiveMessage");
    case "templateButtonReplyMessage":
      return text(body.selectedDisplayText, "buttonMessage");
    default:
      return undefined;
  }
}

function metaFile(kind: string, { mimetype, fileSha256, caption, fileName, ptt, directPath }: JsonObject): JsonObject {
  const sha256 = bytesOf(fileSha256);
  return compact({
    filename: kind === "documentMessage" ? fileName : undefined,
    caption,
    mime_type: mimetype,
    sha256: sha256 && toBase64(sha256),
    id: String(directPath).replace(/^.*\/|\.enc$/g, ""),
    ...(kind === "audioMessage" && { voice: ptt === true, ptt: ptt === true }),
  });
}

const carried = ({ bytes, version = "2.3.6" }: MetaFile): JsonObject =>
  version === "2.3.6" ? { base64: toBase64(bytes ?? Uint8Array.of(0)) } : {};
