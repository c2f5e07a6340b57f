import type { FileTypeResult } from "file-type";
import { mimetypeOf } from "./mime.js";

/** What file-type needs to see of a file. */
export const headBytes = 4100;

/** Formats that hold others: an .xlsx is a zip. Where the name says more than the content does, it is believed. */
const containers = new Set([
  "application/zip",
  "application/x-cfb",
  "application/xml",
  "application/gzip",
  "application/x-tar",
]);

/** What a file is: its type by content, then by what its giver says, then by its name. */
export interface Detected {
  readonly mimetype: string | undefined;
  /** The extension that belongs to the content. */
  readonly extension: string | undefined;
}

/** Looks at the first bytes of a file. Never fails: a file of a form that nobody knows is a file all the same. */
export async function detect(head: Uint8Array, name: string | undefined, said: string | undefined): Promise<Detected> {
  const byContent = await contentType(head);
  const byName = name === undefined ? undefined : mimetypeOf(name);
  if (byContent && !(containers.has(byContent.mime) && byName)) {
    return { mimetype: byContent.mime, extension: byContent.ext };
  }
  return { mimetype: said || byName || byContent?.mime, extension: byContent?.ext };
}

async function contentType(head: Uint8Array): Promise<FileTypeResult | undefined> {
  // Loaded with the first file that is sent: most programs send text only.
  const { fileTypeFromBuffer } = await import("file-type");
  // A head that ends in the middle of a structure is no reason to refuse a file.
  return fileTypeFromBuffer(head.subarray(0, headBytes)).catch(() => undefined);
}
