import { InvalidArgumentError, MediaError } from "../../errors/index.js";
import { messageOf } from "../../internal/record.js";
import { baseName } from "./mime.js";
import type { MediaFile } from "./source.js";

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
  return {
    fileName: name,
    mimetype: options.mimetype,
    async open() {
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
    },
  };
}
