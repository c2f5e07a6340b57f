import { toBase64 } from "../../internal/base64.js";
import { isRecord } from "../../internal/record.js";
import type { MessageContent, MessageKey, WhatsAppMessage } from "../../types/index.js";
import { contents } from "./contents.js";
import { phoneContext, withContext } from "./context.js";
import { type Frame, frameOf, messageTypeOf } from "./frame.js";
import { type Addressed, chatKey, groupKey, ownLid } from "./keys.js";
import { metaFrameOf } from "./meta-frame.js";
import { type ContentInput, instanceId, type MessageInput, mariasLid, mariasNumber, type Settings } from "./options.js";
import { compact, phoneJid, seconds } from "./wire.js";

/** A message as `messages.upsert` has it. */
export function messageOf(input: ContentInput, settings: Settings, newId: () => string): WhatsAppMessage {
  const { integration, now } = settings;
  const { fromMe = false, at = now(), id = newId() } = input;
  const isBaileys = integration === "WHATSAPP-BAILEYS";
  const { message, messageType, ...context } = framed(input, settings);
  return {
    key: keyOf(input, settings, id),
    pushName: nameOf(input),
    ...(isBaileys && { status: fromMe ? "SERVER_ACK" : "DELIVERY_ACK" }),
    message,
    ...context,
    messageType,
    messageTimestamp: seconds(at),
    instanceId,
    source: isBaileys ? "android" : "unknown",
  };
}

/** A message's key as the gateway sees it. */
export function keyOf(input: MessageInput, settings: Settings, id: string): MessageKey {
  const { fromMe = false, group } = input;
  const person = personOf(input, settings);
  if (group === undefined) {
    const key = { ...chatKey(person, settings.integration, settings.version), fromMe, id };
    if (!fromMe) return key;
    const { remoteJidAlt: _, ...withoutAlt } = key;
    return withoutAlt;
  }
  const author = fromMe ? { ...person, number: settings.ownNumber, lid: ownLid } : person;
  return { ...groupKey(author, group), fromMe, id };
}

export function personOf(
  { from = mariasNumber, lid = mariasLid, addressing }: Pick<MessageInput, "from" | "lid" | "addressing">,
  settings: Settings,
): Addressed {
  return { number: from, lid, addressing: addressing ?? settings.addressing };
}

/** 2.3.6 calls its own number "you", in Portuguese. */
const nameOf = ({ name, fromMe }: MessageInput): string | null =>
  name !== undefined ? name : fromMe ? "Você" : "Maria";

function framed(input: ContentInput, settings: Settings): Frame {
  const { integration, version } = settings;
  const { file, base64 = false } = input;
  const content = phoneContent(input, phoneJid(settings.ownNumber));
  if (integration === "WHATSAPP-BUSINESS") {
    const frame = metaFrameOf(content, { version, ...file });
    if (frame) return frame;
    throw new Error(
      `The Business integration posts nothing for a ${messageTypeOf(content)}: build it for WHATSAPP-BAILEYS.`,
    );
  }
  const frame = frameOf(content, version);
  if (integration === "EVOLUTION") return evolutionFrameOf(frame);
  return file && base64 ? { ...frame, message: { ...frame.message, base64: toBase64(file.bytes) } } : frame;
}

/** What programs post to the EVOLUTION channel: a text, or where a file lies. */
function evolutionFrameOf({ message, messageType }: Frame): Frame {
  const body = message[messageType];
  if (!isRecord(body) || typeof body.url !== "string") return { message, messageType };
  return { message: { mediaUrl: body.url, [messageType]: compact({ caption: body.caption }) }, messageType };
}

/** The content with all that is said around it, as on the phone. What is quoted without an author is of the instance. */
export function phoneContent(input: ContentInput, own: string): MessageContent {
  const { content, quote, mentions, forwarded, ad, ephemeral, viewOnce } = input;
  const context = phoneContext(
    compact({
      quote:
        quote === undefined ? undefined : { participant: own, ...(typeof quote === "string" ? { id: quote } : quote) },
      mentions: mentions?.map((each) => (each.includes("@") ? each : phoneJid(each))),
      forwarded,
      ad,
    }),
  );
  const said = withContext(content, context);
  const once = viewOnce ? contents.viewOnce(said) : said;
  return ephemeral === undefined ? once : contents.ephemeral(once, ephemeral);
}
