import { AbortError, InvalidArgumentError, isMediaError, MediaError } from "../../errors/index.js";
import { onAbort } from "../../internal/abort.js";
import { fromBase64 } from "../../internal/base64.js";
import { describe, messageOf } from "../../internal/record.js";
import { redactUrls } from "../../internal/redact.js";
import { inPieces, toWebStream } from "../../internal/web-stream.js";
import type { DownloadedMedia, WhatsAppMessage } from "../../types/index.js";
import type { Media } from "./parts.js";
import type { FileMessage, MessageKind } from "./types.js";
import { unwrap } from "./unwrap.js";

/** What can ask the gateway for a file: `client.instance(name)`. */
export interface MediaGateway {
  readonly chats: {
    downloadMedia(
      body: { readonly message: Pick<WhatsAppMessage, "key" | "message"> },
      options?: { readonly maxBytes?: number | undefined; readonly signal?: AbortSignal | undefined },
    ): Promise<DownloadedMedia>;
  };
}

export interface DownloadMessageOptions {
  /** Where to ask for a file that the event does not carry: `client.instance(message.instanceName)`. */
  readonly instance?: MediaGateway | undefined;
  /** Larger files are refused: before they are fetched where their size is known, and while they arrive. In bytes. @default 100 MB */
  readonly maxBytes?: number | undefined;
  /** How long `media.url` may take. @default 60 s */
  readonly timeoutMs?: number | undefined;
  /**
   * Fetches `media.url`. The gateway wrote that URL, except on the Evolution integration, where it is whatever was posted
   * to the gateway: pass a function of your own where it must not reach everything that this program reaches. Redirects
   * are not followed. @default fetch
   */
  readonly fetch?: typeof fetch | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a download needs of a message: also of one that was JSON in between. */
export type MessageWithFile = Pick<FileMessage, "id" | "media" | "raw" | "text"> & { readonly kind: MessageKind };

/**
 * The file of a message: from the event if it carries it, else from `media.url`, else from the gateway, for which
 * `instance` is needed. Safe to repeat. Ask soon after the message: files expire.
 *
 * @throws {MediaError} there is no file (any more), or it is larger than `maxBytes`
 * @throws {AbortError} `signal` fired
 * @example const { bytes } = await downloadMedia(message, { instance: client.instance("shop"), maxBytes: 20e6 });
 */
export async function downloadMedia(
  message: MessageWithFile,
  options: DownloadMessageOptions = {},
): Promise<DownloadedMedia> {
  const { instance, maxBytes = 100 * 1024 * 1024, signal } = options;
  if (typeof maxBytes !== "number" || !(maxBytes >= 1)) {
    const got = describe(maxBytes);
    throw new InvalidArgumentError(
      `Expected \`maxBytes\` to be a number of bytes above 0, got ${got}. Pass e.g. 20e6.`,
    );
  }
  checkTimeout(options.timeoutMs);
  if (signal?.aborted) throw aborted(signal);
  const { media } = message;
  const inEvent = typeof media.base64 === "string" ? decode(media.base64, maxBytes) : undefined;
  if (inEvent) return fileOf(message, inEvent);
  if (media.size !== undefined && media.size > maxBytes) throw tooLarge(`${media.size} bytes`, maxBytes);
  let failure: MediaError | undefined;
  if (typeof media.url === "string") {
    const fetched = await fetchWithin(media.url, maxBytes, options);
    if (!isMediaError(fetched)) return fileOf(message, fetched);
    failure = fetched;
  }
  if (instance) return askGateway(instance, message.raw, maxBytes, signal);
  throw (
    failure ??
    new MediaError("The event does not carry the file. Pass `instance: client.instance(…)` to ask the gateway for it.")
  );
}

function checkTimeout(timeoutMs: number | undefined): void {
  if (timeoutMs === undefined || (Number.isInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs < 2 ** 31)) return;
  throw new InvalidArgumentError(
    `Expected \`timeoutMs\` to be a whole number of milliseconds above 0, got ${describe(timeoutMs)}. Pass e.g. 60_000.`,
  );
}

/** Without its wrappers: the gateway knows only some of them. With its content: it may not have stored the message. */
function askGateway(instance: MediaGateway, raw: WhatsAppMessage, maxBytes: number, signal: AbortSignal | undefined) {
  const message = { key: raw.key, message: { ...unwrap(raw.message).content } };
  return instance.chats.downloadMedia({ message }, { maxBytes, signal });
}

/** `undefined` where it is no base64: then the file may still be elsewhere. */
function decode(text: string, maxBytes: number): Uint8Array | undefined {
  const base64 = text.replace(/^data:[^,]{0,200};base64,/i, "").replace(/[\r\n]+/g, "");
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  const size = (base64.length / 4) * 3 - padding;
  if (size > maxBytes) throw tooLarge(`${size} bytes`, maxBytes);
  const { buffer, byteOffset, length } = fromBase64(base64);
  return new Uint8Array(buffer, byteOffset, length);
}

/** Answers why it has no file, because the gateway may still have it; throws what would not be mended by that. */
async function fetchWithin(
  url: string,
  maxBytes: number,
  { fetch: fetchUrl = fetch, timeoutMs = 60_000, signal }: DownloadMessageOptions,
): Promise<Uint8Array | MediaError> {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    return new MediaError("The message's `media.url` is no http or https URL.");
  }
  const controller = new AbortController();
  let giveUp = (_: unknown) => {};
  // A function of the caller's may not look at the signal.
  const given = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  const stop = () => {
    controller.abort();
    giveUp(new Error("given up"));
  };
  const timer = setTimeout(stop, timeoutMs);
  const unlisten = signal && onAbort(signal, stop);
  try {
    const response = await Promise.race([fetchUrl(url, { signal: controller.signal, redirect: "manual" }), given]);
    if (!response.ok) {
      await response.body?.cancel();
      return new MediaError(
        `The message's \`media.url\` answered ${response.status}: it may have expired. Ask sooner, or pass \`instance\`.`,
      );
    }
    const bytes = await Promise.race([readWithin(response, maxBytes), given]);
    return bytes.length > 0 ? bytes : new MediaError("The message's `media.url` answered with nothing.");
  } catch (cause) {
    if (signal?.aborted) throw aborted(signal);
    if (isMediaError(cause)) throw cause;
    const why = controller.signal.aborted
      ? `took longer than ${timeoutMs} ms`
      : `failed: ${redactUrls(messageOf(cause))}`;
    return new MediaError(`Fetching the message's \`media.url\` ${why}.`, { cause });
  } finally {
    clearTimeout(timer);
    unlisten?.();
  }
}

async function readWithin(response: Response, maxBytes: number): Promise<Uint8Array> {
  const announced = Number(response.headers.get("content-length"));
  if (announced > maxBytes) {
    await response.body?.cancel();
    throw tooLarge(`${announced} bytes`, maxBytes);
  }
  const reader = response.body?.getReader();
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (let piece = await reader?.read(); piece?.value; piece = await reader?.read()) {
    size += piece.value.length;
    if (size > maxBytes) {
      await reader?.cancel();
      throw tooLarge("more", maxBytes);
    }
    pieces.push(piece.value);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function fileOf({ id, kind, media, text }: MessageWithFile, bytes: Uint8Array): DownloadedMedia {
  const mediaType = `${kind}Message`;
  const { mimeType: mimetype } = media;
  const fileName = nameOf(media.fileName ?? `${id}.${extensionOf(media)}`);
  return {
    bytes,
    size: bytes.length,
    mimetype,
    fileName,
    caption: text,
    mediaType,
    stream: () => toWebStream(inPieces(bytes)),
  };
}

/** The name alone: a stranger wrote it, and somebody may join it to a path. */
const nameOf = (text: string): string => text.split(/[\\/]/).at(-1)?.replace(/^\.+/, "") || "file";

function extensionOf({ mimeType }: Media): string {
  const subtype = /^[\w-]+\/([\w-]+)(?=$|[;\s])/.exec(mimeType)?.[1];
  return subtype === undefined || subtype === "octet-stream" ? "bin" : subtype === "jpeg" ? "jpg" : subtype;
}

function tooLarge(got: string, maxBytes: number): MediaError {
  return new MediaError(
    `Expected the message's file to have at most ${maxBytes} bytes, got ${got}. Raise \`maxBytes\` to take it.`,
  );
}

function aborted(signal: AbortSignal): AbortError {
  return new AbortError("The download was aborted.", { cause: signal.reason });
}
