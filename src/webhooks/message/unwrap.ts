import { isRecord, type JsonObject } from "../../internal/record.js";

/** The wrappers that only say something about the content inside, which is at `.message`. */
const wrappers: ReadonlyMap<string, "ephemeral" | "viewOnce" | undefined> = new Map([
  ["ephemeralMessage", "ephemeral"],
  ["viewOnceMessage", "viewOnce"],
  ["viewOnceMessageV2", "viewOnce"],
  ["viewOnceMessageV2Extension", "viewOnce"],
  ["documentWithCaptionMessage", undefined],
  ["deviceSentMessage", undefined],
  ["groupMentionedMessage", undefined],
  ["botInvokeMessage", undefined],
  ["associatedChildMessage", undefined],
]);

export interface Unwrapped {
  /** The content without its wrappers. */
  content: JsonObject;
  ephemeral: boolean;
  viewOnce: boolean;
}

/** Takes the content out of its wrappers, at most eight deep. */
export function unwrap(message: unknown): Unwrapped {
  const unwrapped = { content: isRecord(message) ? message : {}, ephemeral: false, viewOnce: false };
  for (let depth = 0; depth < 8; depth++) {
    const inner = innerOf(unwrapped.content);
    if (inner === undefined) break;
    unwrapped.content = inner.content;
    if (inner.flag) unwrapped[inner.flag] = true;
  }
  return unwrapped;
}

function innerOf(content: JsonObject) {
  if (typeof content.conversation === "string") return undefined;
  for (const key in content) {
    if (!wrappers.has(key)) continue;
    const box = content[key];
    if (isRecord(box) && isRecord(box.message)) return { content: box.message, flag: wrappers.get(key) };
  }
  return undefined;
}
