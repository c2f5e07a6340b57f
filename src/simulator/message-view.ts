import { renderWhatsApp, type TextBlock } from "../format/index.js";
import { isRecord } from "../internal/record.js";
import type { FakeGateway, FakePhone, PhoneMessage } from "../testing/index.js";
import type { MessageContent } from "../types/index.js";
import { type InboundMessage, toInboundMessage } from "../webhooks/index.js";
import { menuOf } from "./menu-view.js";
import type { MediaView, MessageParts, MessageView, PollView } from "./snapshot.js";

/** A message as the page draws it on a phone's screen. */
export function messageView(gateway: FakeGateway, phone: FakePhone, shown: PhoneMessage): MessageView {
  const { key, chat, at, status, quoted } = shown;
  const nameOf = (from: string) => (from === phone.number ? "You" : nameIn(gateway, from));
  const content = unwrapped(shown.message);
  const inbound = readInbound(shown, content);
  const deleted = shown.deletedAt !== undefined;
  const menu = menuOf(content);
  const text = deleted ? "" : (menu.body ?? textOf(inbound, shown));
  const { blocks } = renderWhatsApp(text);
  const parts = deleted ? {} : partsOf(inbound, shown, menu, nameOf);
  return {
    id: key.id,
    chat,
    mine: key.fromMe,
    author: nameOf(shown.from),
    at,
    preview: deleted ? "This message was deleted" : previewOf(blocks, parts),
    blocks: text === "" ? [] : blocks,
    text,
    parts,
    ...(quoted && {
      quoted: {
        id: quoted.id,
        author: quoted.from === "" ? "" : nameOf(quoted.from),
        preview: previewOf(renderWhatsApp(quoted.text).blocks, {}) || "Message",
      },
    }),
    reactions: deleted
      ? []
      : shown.reactions.map(({ from, emoji }) => ({ emoji, author: nameOf(from), mine: from === phone.number })),
    status,
    unread: !key.fromMe && !shown.isRead,
    forwarded: inbound?.forwarded ?? false,
    edited: shown.editedAt !== undefined,
    deleted,
  };
}

/** What somebody is called: the phone's owner, or the instance. */
function nameIn(gateway: FakeGateway, from: string): string {
  return gateway.phones.find(({ number }) => number === from)?.name ?? from;
}

/** The content inside of its wrappers (view once, ephemeral, a document's caption). */
function unwrapped(content: MessageContent): MessageContent {
  const inner = Object.values(content).find((value) => isRecord(value) && isRecord(value.message));
  return isRecord(inner) ? unwrapped(inner.message as MessageContent) : content;
}

function readInbound({ key, at }: PhoneMessage, message: MessageContent): InboundMessage | undefined {
  const data = { key, message, messageType: "", messageTimestamp: Math.floor(at / 1_000) };
  const envelope = { instance: "", destination: "", date_time: "", server_url: "", raw: {} };
  return toInboundMessage({ ...envelope, event: "messages.upsert", data } as unknown as Parameters<
    typeof toInboundMessage
  >[0]);
}

/** The caption rather than the file's name; nothing for a card or a place, which name themselves. */
function textOf(inbound: InboundMessage | undefined, { text }: PhoneMessage): string {
  if (inbound === undefined || inbound.kind === "unknown") return text;
  if (inbound.kind === "location" || inbound.kind === "contacts") return "";
  return inbound.text ?? "";
}

function partsOf(
  inbound: InboundMessage | undefined,
  shown: PhoneMessage,
  { body: _, ...menu }: MessageParts & { readonly body?: string },
  nameOf: (from: string) => string,
): MessageParts {
  const media = mediaOf(inbound, shown);
  switch (inbound?.kind) {
    case "location": {
      const { latitude, longitude, name, address } = inbound.location;
      return { location: { latitude, longitude, name, address } };
    }
    case "contacts":
      return { contacts: inbound.contacts.map(({ name, phones }) => ({ name, phones })) };
    case "poll":
      return { poll: pollOf(inbound.poll.options, inbound.poll.maxChoices, shown, nameOf) };
    case "order":
    case "product":
    case "group-invite":
    case "event":
    case "album":
    case "pin":
      return { ...menu, note: inbound.kind.replace("-", " ") };
    default:
      return { ...menu, ...(media && { media }) };
  }
}

function mediaOf(inbound: InboundMessage | undefined, { media: file }: PhoneMessage): MediaView | undefined {
  if (inbound === undefined || !("media" in inbound)) return undefined;
  const { media, kind } = inbound;
  return {
    kind,
    url: file && `/media/${file.id}`,
    mimeType: file?.mimeType ?? media.mimeType,
    fileName: media.fileName ?? file?.fileName,
    size: file?.bytes.length ?? media.size,
    durationMs: media.durationMs,
    note: (kind === "audio" && inbound.voiceNote) || (kind === "video" && inbound.videoNote),
  };
}

function pollOf(
  options: readonly string[],
  selectable: number,
  { votes }: PhoneMessage,
  nameOf: (from: string) => string,
): PollView {
  return {
    selectable,
    options: options.map((name) => {
      const voters = votes.filter((vote) => vote.options.includes(name)).map(({ voter }) => nameOf(voter));
      return { name, voters, mine: voters.includes("You") };
    }),
  };
}

const mediaWords = {
  image: "Photo",
  video: "Video",
  audio: "Audio",
  document: "Document",
  sticker: "Sticker",
} as const;

function previewOf(
  blocks: readonly TextBlock[],
  { media, location, contacts, poll, list, note, title }: MessageParts,
): string {
  const words = blocks
    .map(({ spans }) => spans.map(({ text }) => text).join(""))
    .filter((line) => line.trim() !== "")
    .join(" ");
  const text = words.length > 160 ? `${words.slice(0, 160)}…` : words;
  if (media) {
    const name = media.kind === "document" ? media.fileName : undefined;
    return text || name || (media.note && media.kind === "audio" ? "Voice message" : mediaWords[media.kind]);
  }
  if (location) return location.name ?? "Location";
  if (contacts) return contacts.map(({ name }) => name).join(", ") || "Contact";
  if (poll) return text || "Poll";
  return text || title || list?.button || note || "";
}
