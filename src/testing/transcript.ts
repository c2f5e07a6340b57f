import type { MessageContent, MessageKey } from "../types/index.js";
import { readContent } from "../webhooks/message/content.js";
import type { Content } from "../webhooks/message/draft.js";
import { unwrap } from "../webhooks/message/unwrap.js";

/** A message on a phone, as far as it is shown. */
export interface ShownMessage {
  readonly key: MessageKey;
  /** The instance's name, or the number of the phone. */
  readonly from: string;
  /** The words on the screen. */
  readonly text: string;
  readonly message: MessageContent;
  readonly deletedAt?: number | undefined;
  readonly reactions?: readonly { readonly from: string; readonly emoji: string }[];
}

/** Whether it is no message of its own, but what somebody thinks of another. */
export const isReaction = ({ message }: Pick<ShownMessage, "message">): boolean =>
  message.reactionMessage !== undefined;

/** A phone, as far as its screen is shown. */
export interface ShownPhone {
  readonly name: string;
  /** What arrived, oldest first. */
  readonly inbox: readonly ShownMessage[];
  /** Both sides, oldest first. @default the inbox */
  readonly messages?: readonly ShownMessage[];
}

/** Longer texts are cut: a transcript is to be read. */
const longest = 300;

/** What a phone's screen shows of a message: its words, what it is when it is no text, and what can be chosen. */
export function lineOf({ text, message, deletedAt }: Pick<ShownMessage, "text" | "message" | "deletedAt">): string {
  if (deletedAt !== undefined) return "[deleted]";
  const content: Content = { kind: "unknown" };
  readContent(content, unwrap(message).content);
  const { kind, template, poll, selection } = content;
  const choices = [...(template?.choices.map(({ title }) => title) ?? []), ...(poll?.options ?? [])];
  const mark = kind === "text" || template || selection ? [] : [`[${kind}]`];
  const words = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return [...mark, ...(words === "" ? [] : [words]), ...choices.map((choice) => `(${choice})`)].join(" ");
}

/** The phone's screen as lines of "who: what", with the reactions; further lines of one message are indented. */
export function transcriptOf(phone: ShownPhone): string {
  const messages = phone.messages ?? phone.inbox;
  if (messages.length === 0) return "  (nothing)";
  return messages
    .map((message) => {
      const reactions = (message.reactions ?? []).map(({ from, emoji }) => ` [${emoji} ${from}]`);
      return said(message.key.fromMe ? phone.name : message.from, lineOf(message)) + reactions.join("");
    })
    .map((line) => `  ${line.replaceAll("\n", "\n    ")}`)
    .join("\n");
}

export const said = (who: string, what: string): string => `${who}: ${what}`;
