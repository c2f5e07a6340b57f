import type { ShownMessage } from "./transcript.js";

/** What a message should be: words in it, a pattern in it, or a test of one's own. */
export type Expected<Message = ShownMessage> = string | RegExp | ((message: Message) => boolean);

export function isExpected<Message extends Pick<ShownMessage, "text">>(
  expected: Expected<Message>,
  message: Message,
): boolean {
  if (typeof expected === "string") return message.text.includes(expected);
  // `search` ignores the place that a global pattern keeps.
  return expected instanceof RegExp ? message.text.search(expected) !== -1 : expected(message);
}

/** In the words of a failure: `a message with "Olá"`. */
export function wordsFor<Message>(expected: Expected<Message> | undefined): string {
  if (expected === undefined) return "a message";
  if (typeof expected === "string") return `a message with ${JSON.stringify(expected)}`;
  if (expected instanceof RegExp) return `a message that matches ${String(expected)}`;
  return `a message for which ${expected.name || expected.toString()} holds`;
}
