import { InvalidArgumentError, MediaError } from "../../errors/index.js";
import { fieldOf, messageOf } from "../../internal/record.js";
import { baseName } from "./mime.js";
import type { MediaFile } from "./source.js";

/** The path that an `open` of {@link fromFile} reads. Shared by every copy of this package in a process. */
const filePath: unique symbol = Symbol.for("evolution-kit.file-path");

/** Where the bytes of a {@link fromFile} are, also of a copy with another name; `undefined` for any other media. */
export function pathOf(media: unknown): string | URL | undefined {
  const open = fieldOf(media, "open");
  const path = typeof open === "function" ? Reflect.get(open, filePath) : undefined;
  return typeof path === "string" || path instanceof URL ? path : undefined;
}

/**
 * A file of this machine as media. It is opened when it is sent, read in pieces, and closed whatever happens. For Node, Bun
 * and Deno; safe to use for several sends.
 *
 * @throws {MediaError} from the send, before anything leaves: the file cannot be read
 * @example await shop.messages.sendMedia({ number, mediatype: "document", media: fromFile("invoices/42.pdf") });
 */
export function fromFile(
  path: string | URL,
  options: Partial<Pick<MediaFile, "fileName" | "mimetype">> = {},
): MediaFile {
  // Asked for instead of imported: this file is part of the bundles for runtimes without files, too.
  const fs = globalThis.process?.getBuiltinModule?.("node:fs");
  if (!fs) {
    throw new InvalidArgumentError("fromFile needs a runtime with files. Pass bytes, a Blob or a stream instead.");
  }
  const name = options.fileName ?? baseName(path instanceof URL ? decodeURIComponent(path.pathname) : path);
  const open = async () => {
    try {
      const handle = await fs.promises.open(path);
      const stats = await handle.stat();
      if (stats.isDirectory()) {
        await handle.close();
        throw new Error("it is a folder");
      }
      return { size: stats.isFile() ? stats.size : undefined, stream: handle.createReadStream() };
    } catch (cause) {
      throw new MediaError(`"${name}" cannot be read: ${messageOf(cause)}. Check the path.`, { cause });
    }
  };
  return { fileName: name, mimetype: options.mimetype, open: Object.assign(open, { [filePath]: path }) };
}
