import { randomBytes } from "node:crypto";
import { own } from "../internal/record.js";

/** A file that went through the fake gateway. */
export interface StoredMedia {
  readonly id: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
  readonly fileName?: string;
}

/** Keeps the bytes of every file that is sent or received, as long as the gateway lives. */
export class MediaStore {
  readonly #files = new Map<string, StoredMedia>();

  /** Answers the id under which the file is found. */
  put(file: Omit<StoredMedia, "id">): string {
    const id = randomBytes(12).toString("hex");
    this.#files.set(id, { ...file, id });
    return id;
  }

  /** `undefined` for an id that nobody has put. */
  get(id: string): StoredMedia | undefined {
    return this.#files.get(id);
  }
}

const host = "https://mmg.whatsapp.net";

/** Where a content says that its file is, in WhatsApp's form: nothing is served there, but the id is in it. */
export function mediaAddress(id: string): { readonly url: string; readonly directPath: string } {
  const directPath = `/v/t62.7118-24/${id}.enc?ccb=11-4&oh=01_fake&oe=67000000&_nc_sid=000000`;
  return { url: `${host}${directPath}&mms3=true`, directPath };
}

/** The id of the file that a content such as `imageMessage` holds; `undefined` when it is none of the fake's. */
export function mediaIdOf(content: unknown): string | undefined {
  for (const field of ["directPath", "url"]) {
    const address = own(content, field);
    const id = typeof address === "string" ? /\/([0-9a-f]{24})\.enc/.exec(address)?.[1] : undefined;
    if (id !== undefined) return id;
  }
  return undefined;
}
