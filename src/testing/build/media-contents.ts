import { mimetypeOf } from "../../client/media/mime.js";
import type { JsonObject } from "../../internal/record.js";
import type { MessageContent } from "../../types/index.js";
import { compact, digest, firstAt, long, octets, seconds } from "./wire.js";

/** A file as a message has it: encrypted at WhatsApp's servers, with a key. */
export interface FileInput {
  /** Names the file in its URL and path. @default "file" */
  readonly id?: string;
  /** The file itself, for its length and hash. @default none: a length of 1,024 */
  readonly bytes?: Uint8Array;
  /** @default by the bytes, then by the file's name, then what phones send of that kind */
  readonly mimeType?: string;
  readonly fileName?: string;
  /** Epoch ms at which it was encrypted. @default 2026-01-01T00:00:00Z */
  readonly at?: number;
}

export interface PictureInput extends FileInput {
  readonly caption?: string;
  readonly width?: number;
  readonly height?: number;
  /** A small JPEG. */
  readonly thumbnail?: Uint8Array;
}

export interface VideoInput extends PictureInput {
  /** Whole seconds. @default 1 */
  readonly seconds?: number;
}

export interface AudioInput extends FileInput {
  /** Recorded with the microphone button. @default false */
  readonly voice?: boolean;
  /** Whole seconds. @default 1 */
  readonly seconds?: number;
}

export interface DocumentInput extends FileInput {
  readonly caption?: string;
  readonly pages?: number;
}

export interface StickerInput extends FileInput {
  readonly animated?: boolean;
  readonly width?: number;
  readonly height?: number;
}

export type FileKind = "image" | "video" | "audio" | "voice" | "document" | "sticker";

/** What phones send of each kind. */
const usual: Readonly<Record<FileKind, string>> = {
  image: "image/jpeg",
  video: "video/mp4",
  audio: "audio/mpeg",
  voice: "audio/ogg; codecs=opus",
  document: "application/octet-stream",
  sticker: "image/webp",
};

/** How files of these types begin, from the given place on. */
const beginnings: readonly (readonly [at: number, text: string, mimeType: string])[] = [
  [0, "\xff\xd8\xff", "image/jpeg"],
  [0, "\x89PNG", "image/png"],
  [0, "GIF8", "image/gif"],
  [8, "WEBP", "image/webp"],
  [0, "OggS", "audio/ogg; codecs=opus"],
  [0, "ID3", "audio/mpeg"],
  [8, "WAVE", "audio/wav"],
  [4, "ftypM4A", "audio/mp4"],
  [4, "ftyp", "video/mp4"],
  [0, "%PDF", "application/pdf"],
];

/** The MIME type of a file that nobody names: by its first bytes, its name, or its kind. */
export function mimeTypeOf(kind: FileKind, { bytes, fileName, mimeType }: FileInput): string {
  const head = bytes ? String.fromCharCode(...bytes.subarray(0, 16)) : "";
  const byContent = beginnings.find(([at, text]) => head.startsWith(text, at))?.[2];
  return mimeType ?? byContent ?? (fileName === undefined ? undefined : mimetypeOf(fileName)) ?? usual[kind];
}

/** The fields that every file has. */
function file(kind: FileKind, input: FileInput): JsonObject {
  const { id = "file", bytes, at = firstAt } = input;
  return {
    url: `https://mmg.whatsapp.net/v/t62/${id}.enc`,
    mimetype: mimeTypeOf(kind, input),
    fileSha256: digest(bytes ?? `file:${id}`),
    fileLength: long(bytes?.length ?? 1_024, true),
    mediaKey: digest(`key:${id}`),
    fileEncSha256: digest(`encrypted:${id}`),
    directPath: `/v/t62/${id}.enc`,
    mediaKeyTimestamp: long(seconds(at)),
  };
}

function picture(kind: "image" | "video", { caption, width, height, thumbnail, ...input }: PictureInput): JsonObject {
  return {
    ...file(kind, input),
    ...compact({ caption, height, width, jpegThumbnail: thumbnail && octets(thumbnail) }),
    annotations: [],
    interactiveAnnotations: [],
  };
}

const movie = ({ seconds: length = 1, ...input }: VideoInput): JsonObject => ({
  ...picture("video", input),
  seconds: length,
  processedVideos: [],
});

export const mediaContents = {
  image: (input: PictureInput): MessageContent => ({
    imageMessage: { ...picture("image", input), scanLengths: [] },
  }),
  video: (input: VideoInput): MessageContent => ({ videoMessage: movie(input) }),
  /** A round one. */
  videoNote: (input: VideoInput): MessageContent => ({ ptvMessage: movie(input) }),
  gif: (input: VideoInput): MessageContent => ({
    videoMessage: { ...movie(input), gifPlayback: true, gifAttribution: 2 },
  }),
  audio: ({ voice = false, seconds: length = 1, ...input }: AudioInput): MessageContent => ({
    audioMessage: {
      ...file(voice ? "voice" : "audio", input),
      seconds: length,
      ptt: voice,
      ...(voice && { waveform: octets(Uint8Array.of(0, 12, 40, 80, 40, 12, 0)) }),
    },
  }),
  /** One with a caption is wrapped once more. */
  document: ({ caption, pages, fileName = "file", ...input }: DocumentInput): MessageContent => {
    const fields = { ...file("document", { fileName, ...input }), title: fileName, fileName };
    const documentMessage = { ...fields, ...compact({ caption, pageCount: pages }) };
    return caption === undefined
      ? { documentMessage }
      : { documentWithCaptionMessage: { message: { documentMessage } } };
  },
  sticker: ({ animated = false, width = 512, height = 512, ...input }: StickerInput): MessageContent => ({
    stickerMessage: {
      ...file("sticker", input),
      height,
      width,
      isAnimated: animated,
      stickerSentTs: long(input.at ?? firstAt),
      isAvatar: false,
      isAiSticker: false,
      isLottie: false,
    },
  }),
} as const;
