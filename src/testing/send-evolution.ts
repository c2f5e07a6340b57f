import { isRecord } from "../internal/record.js";
import type { MessageContent } from "../types/index.js";
import { seconds } from "./build/wire.js";
import { baileysContents } from "./contents.js";
import { mediaAddress } from "./media.js";
import type { Reply } from "./reply.js";
import type { RouteContext } from "./routes.js";
import { bytesOf, isUrl, MediaFailure, stored } from "./send-media.js";
import { sent, wait } from "./sent.js";
import { newId } from "./world.js";

/** A send on the EVOLUTION channel: nothing is checked, and what was asked for is kept. Files lose their bytes. */
export async function sendOnEvolution(name: string, context: RouteContext): Promise<Reply> {
  const { instance, body, state } = context;
  await wait(context);
  const quoted = isRecord(body.quoted) ? { quoted: body.quoted.key } : {};
  const [messageType, content] = contentOf(name, context);
  const common = {
    key: { fromMe: true, id: newId.uuid(), remoteJid: String(body.number) },
    messageType,
    messageTimestamp: seconds(state.now()),
    instanceId: instance.id,
    source: "unknown",
  };
  const received = await receivedContent(name, messageType, context);
  return sent(context, { ...common, message: received ?? content }, { ...common, message: { ...content, ...quoted } });
}

function contentOf(name: string, { body }: RouteContext): readonly [messageType: string, content: MessageContent] {
  const { title, description, footer, buttons, media, mediatype } = body;
  if (name === "sendText") return ["conversation", { conversation: String(body.text) }];
  if (name === "sendButtons") return ["buttonMessage", { title, description, footer, buttons }];
  const kind = name === "sendMedia" ? String(mediatype) : "audio";
  return [`${kind}Message`, { mediaUrl: isUrl(media) ? media : null }];
}

/** What a phone gets to see where it is not what is kept: the transport behind this channel has it in WhatsApp's form. */
async function receivedContent(name: string, messageType: string, { body, file, state }: RouteContext) {
  if (name === "sendButtons") return baileysContents.sendButtons?.(body, { now: state.now() });
  if (name !== "sendMedia" && name !== "sendWhatsAppAudio") return undefined;
  const bytes = await bytesOf(body.media ?? body.audio, file);
  if (bytes instanceof MediaFailure) return undefined;
  const mimeType = file?.type ?? String(body.mimetype ?? "application/octet-stream");
  const fileName = body.fileName === undefined ? file?.name : String(body.fileName);
  const { id } = stored(state.media, { bytes, mimeType, ...(fileName !== undefined && { fileName }) });
  return { [messageType]: { ...mediaAddress(id), mimetype: mimeType, caption: body.caption, fileName } };
}
