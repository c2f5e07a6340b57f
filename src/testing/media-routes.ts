import { extensionFor } from "../client/media/mime.js";
import { isRecord, own } from "../internal/record.js";
import { isAtLeast } from "../internal/version.js";
import { mediaIdOf } from "./media.js";
import { onePixelPng } from "./one-pixel.js";
import { notAvailable } from "./phone-routes.js";
import { created, noSocket, type Reply, refusal } from "./reply.js";
import type { RouteContext } from "./routes.js";

const kinds = ["imageMessage", "videoMessage", "audioMessage", "documentMessage", "stickerMessage", "ptvMessage"];

/** The bytes of a stored message, or of one that is passed whole. A file that never was here is one pixel. */
export function getBase64(context: RouteContext): Reply {
  const { instance, body, state } = context;
  if (instance.integration === "EVOLUTION") return refusal(400, [notAvailable.EVOLUTION]);
  const message = own(body, "message");
  const downloads = instance.integration === "WHATSAPP-BAILEYS" || isAtLeast(state.version, "2.3.7");
  if (!downloads) return echoed(message);
  const id = own(own(message, "key"), "id");
  const content = own(message, "message") ?? instance.messages.find(({ key }) => key.id === id)?.message;
  if (content === undefined) return refusal(400, ["Message not found"]);
  const [mediaType, file] = fileFieldsIn(content);
  if (mediaType === undefined || !file) return refusal(400, ["The message is not of the media type"]);
  const { mimetype, caption, fileName, height, width, fileLength } = file;
  const media = state.media.get(mediaIdOf(file) ?? "");
  const bytes = media ? Buffer.from(media.bytes) : Buffer.from(onePixelPng, "base64");
  return created({
    mediaType,
    fileName: fileName ?? `${String(id)}.${extensionIn(String(mimetype))}`,
    ...(caption !== undefined && { caption }),
    size: { fileLength: fileLength ?? { low: bytes.length, high: 0, unsigned: true }, height, width },
    mimetype,
    base64: bytes.toString("base64"),
    buffer: null,
  });
}

/** The kind of file in a content, and its fields; wrappers such as `viewOnceMessage` are looked through. */
function fileFieldsIn(content: unknown): readonly [kind?: string, file?: Readonly<Record<string, unknown>>] {
  if (!isRecord(content)) return [];
  for (const kind of kinds) {
    const file = own(content, kind);
    if (isRecord(file)) return [kind, file];
  }
  const inner = Object.values(content).map((each) => fileFieldsIn(own(each, "message")));
  return inner.find(([kind]) => kind !== undefined) ?? [];
}

/** `jpeg` rather than `jpg`: the server's own table has it first. */
function extensionIn(mimetype: string): string {
  const extension = extensionFor(mimetype) ?? "bin";
  return extension === "jpg" ? "jpeg" : extension === "ogg" ? "oga" : extension;
}

/** On the Business integration before 2.3.7 the base64 must be in the event that is passed, and comes back as it is. */
function echoed(message: unknown): Reply {
  const messageType = own(message, "messageType");
  if (typeof messageType !== "string") return refusal(400, [`TypeError: ${noSocket("includes")}`]);
  const kind = messageType.includes("Message") ? messageType : `${messageType}Message`;
  const file = own(own(message, "message"), kind);
  return created({
    mediaType: messageType,
    fileName: own(file, "fileName"),
    caption: own(file, "caption"),
    size: { fileLength: own(file, "fileLength"), height: own(file, "height"), width: own(file, "width") },
    mimetype: own(file, "mimetype"),
    base64: own(own(message, "message"), "base64"),
  });
}
