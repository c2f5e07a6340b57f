import { isRecord, type JsonObject, own } from "../../internal/record.js";
import type { MessageContent } from "../../types/index.js";
import { compact, digest, octets } from "./wire.js";

/** What a message says about others and about itself, besides its content. */
export interface ContextInput {
  /** The message it answers. */
  readonly quote?: {
    readonly id: string;
    /** JID of who wrote it. */
    readonly participant?: string;
    readonly message?: MessageContent;
  };
  /** JIDs. */
  readonly mentions?: readonly string[];
  /** How often it was passed on before. */
  readonly forwarded?: number;
  /** Seconds until it disappears. */
  readonly expiration?: number;
  /** The click-to-WhatsApp ad that the chat was begun from. */
  readonly ad?: { readonly id: string; readonly title?: string; readonly body?: string; readonly clickId?: string };
}

/** A `contextInfo` as phones write it, or `undefined` where there is nothing to say. */
export function phoneContext(input: ContextInput | undefined): JsonObject | undefined {
  if (input === undefined || Object.values(input).every((value) => value === undefined)) return undefined;
  const { quote, mentions = [], forwarded, expiration, ad } = input;
  return compact({
    mentionedJid: [...mentions],
    groupMentions: [],
    stanzaId: quote?.id,
    participant: quote?.participant,
    quotedMessage: quote && (quote.message ?? {}),
    forwardingScore: forwarded,
    isForwarded: forwarded === undefined ? undefined : true,
    expiration,
    ...(ad && adContext(ad)),
  });
}

function adContext({ id, title, body, clickId }: NonNullable<ContextInput["ad"]>): JsonObject {
  return {
    conversionSource: "FB_Ads",
    conversionData: octets(new TextEncoder().encode(id)),
    conversionDelaySeconds: 5,
    externalAdReply: compact({
      title,
      body,
      mediaType: 1,
      thumbnailUrl: `https://media.example.com/${id}.jpg`,
      sourceType: "ad",
      sourceId: id,
      sourceUrl: `https://fb.me/${id}`,
      containsAutoReply: false,
      renderLargerThumbnail: true,
      showAdAttribution: true,
      ctwaClid: clickId,
    }),
    entryPointConversionSource: "ctwa_ad",
    entryPointConversionApp: "facebook",
    entryPointConversionDelaySeconds: 7,
  };
}

/**
 * The content with a context inside of its kind; a plain text becomes an `extendedTextMessage`, as on a phone. What the content
 * says already stays.
 */
export function withContext(content: MessageContent, context: JsonObject | undefined): MessageContent {
  if (context === undefined) return content;
  const { conversation, ...others } = content;
  if (conversation !== undefined) {
    return { ...others, extendedTextMessage: { text: conversation, contextInfo: context } };
  }
  for (const [kind, body] of Object.entries(content)) {
    if (kind === "messageContextInfo" || !isRecord(body)) continue;
    // A wrapper says nothing itself.
    return isRecord(body.message)
      ? { ...content, [kind]: { ...body, message: withContext(body.message as MessageContent, context) } }
      : {
          ...content,
          [kind]: { ...body, contextInfo: { ...context, ...(own(body, "contextInfo") as JsonObject | undefined) } },
        };
  }
  return content;
}

/** What phones add to polls and events: the secret that votes are encrypted with. */
export const secretOf = (of: string): JsonObject => ({ messageContextInfo: { messageSecret: digest(`secret:${of}`) } });
