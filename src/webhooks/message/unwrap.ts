import { isRecord, type JsonObject } from "../../internal/record.js";

export interface Unwrapped {
  /** The content without its wrappers. */
  content: JsonObject;
  ephemeral: boolean;
  viewOnce: boolean;
  edited: boolean;
}

/** The wrappers that say something about what is inside. */
const flags: ReadonlyMap<string, "ephemeral" | "viewOnce" | "edited"> = new Map([
  ["ephemeralMessage", "ephemeral"],
  ["viewOnceMessage", "viewOnce"],
  ["viewOnceMessageV2", "viewOnce"],
  ["viewOnceMessageV2Extension", "viewOnce"],
  ["editedMessage", "edited"],
]);

/**
 * Takes the content out of its wrappers, however many. Whatever holds its content at `.message` is one: WhatsApp adds
 * wrappers with every release. Without recursion, because the depth is the sender's choice.
 */
export function unwrap(message: unknown): Unwrapped {
  const unwrapped = { content: isRecord(message) ? message : {}, ephemeral: false, viewOnce: false, edited: false };
  // An object that no JSON gives may hold itself.
  for (let depth = 0; depth < deepest; depth++) {
    const wrapper = wrapperOf(unwrapped.content);
    if (wrapper === undefined) break;
    const flag = flags.get(wrapper);
    if (flag) unwrapped[flag] = true;
    unwrapped.content = (unwrapped.content[wrapper] as { message: JsonObject }).message;
  }
  return unwrapped;
}

const deepest = 100_000;

/** It holds a message, but is one of its own: a comment on another. */
const comment = "commentMessage";

function wrapperOf(content: JsonObject): string | undefined {
  if (typeof content.conversation === "string") return undefined;
  for (const key in content) {
    const box = content[key];
    if (isRecord(box) && isRecord(box.message) && key !== comment) return key;
  }
  return undefined;
}
