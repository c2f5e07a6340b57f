import * as z from "zod";
import { MediaError } from "../../errors/index.js";

interface KnownBytes {
  /** As its giver named it; not set for bytes without a name. */
  readonly fileName?: string | undefined;
  /** As its giver said it. */
  readonly mimetype?: string | undefined;
  readonly bytes: number;
  /**
   * Of the file as it was given, in base64. A row of WhatsApp with this `fileSha256` holds this file. One with another says
   * something of documents and videos only: the gateway converts images, stickers and audio.
   */
  readonly sha256: string;
}

/**
 * A file of a machine. It is read when it is sent, so it must be there then, unchanged, for the process that sends it. Whoever
 * can write jobs can have any file sent that this process can read.
 */
export interface FileReference extends KnownBytes {
  readonly kind: "file";
  /** Absolute. */
  readonly path: string;
}

/** Bytes that are stored beside the job. */
export interface StoredReference extends KnownBytes {
  readonly kind: "stored";
  readonly id: string;
  /** How many records hold them. */
  readonly pieces: number;
}

export type MediaReference = FileReference | StoredReference;

/** A send as plain data: JSON holds all of it. */
export interface PackedSend {
  /** The client's method, such as `sendMedia`. */
  readonly method: string;
  /** Without its file, unless that is a URL. */
  readonly body: object;
  readonly media?: MediaReference;
}

const known = {
  fileName: z.string().optional(),
  mimetype: z.string().optional(),
  bytes: z.int().min(1),
  sha256: z.base64().length(44),
};
const schema = z.discriminatedUnion("kind", [
  z.object({ ...known, kind: z.literal("file"), path: z.string().min(1) }),
  z.object({ ...known, kind: z.literal("stored"), id: z.uuid(), pieces: z.int().min(1).max(100_000) }),
]);

/** What a file's giver says of it, where that is a text. */
export function saidOf(fileName: unknown, mimetype: unknown): Pick<KnownBytes, "fileName" | "mimetype"> {
  return { ...(typeof fileName === "string" && { fileName }), ...(typeof mimetype === "string" && { mimetype }) };
}

/** What a job says of its file; `undefined` where that is nothing that was packed. */
export function readReference(stored: unknown): MediaReference | undefined {
  return schema.safeParse(stored).data;
}

/** A file that cannot be had: nothing was sent, and another attempt changes nothing. */
export function lostMedia(what: string, cause?: unknown): MediaError {
  return new MediaError(`${what} Nothing was sent: send it anew.`, { delivery: "not-sent", cause });
}
