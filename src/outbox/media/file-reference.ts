import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { MediaFile } from "../../client/media/source.js";
import { InvalidArgumentError, MediaError } from "../../errors/index.js";
import { messageOf } from "../../internal/record.js";
import { type FileReference, lostMedia, saidOf } from "./packed.js";
import { verified } from "./verified.js";

/**
 * Where a file is and what is in it. It is read once, for its hash.
 *
 * @throws {InvalidArgumentError} it is empty, or its URL is none of a file
 * @throws {MediaError} it cannot be read
 */
export async function describeFile(
  file: MediaFile,
  given: string | URL,
  field: string,
  signal: AbortSignal,
): Promise<FileReference> {
  const path = absolute(given, field);
  const { fileName, mimetype } = file;
  const cannot = (why: string, cause?: unknown) =>
    new MediaError(`"${fileName}" cannot be read: ${why}. Check the path.`, { cause });
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    const size = await sizeOf(path);
    for await (const piece of createReadStream(path, { signal })) {
      bytes += piece.length;
      hash.update(piece);
    }
    if (bytes !== size) throw new Error("it changes while it is read");
  } catch (cause) {
    throw cannot(messageOf(cause), cause);
  }
  if (bytes === 0)
    throw new InvalidArgumentError(`Expected \`${field}\` to hold a file, got 0 bytes of "${fileName}".`);
  const sha256 = hash.digest("base64");
  return { kind: "file", path, ...saidOf(fileName, mimetype), bytes, sha256 };
}

/**
 * A file to send, as it was when it was packed.
 *
 * @throws {MediaError} it is gone or was changed; the stream says the latter too, of a change that left its size
 */
export async function openFile({ path, fileName = "", mimetype, bytes, sha256 }: FileReference): Promise<MediaFile> {
  const changed = () => lostMedia(`"${fileName}" was changed since it was added.`);
  let size: number;
  try {
    size = await sizeOf(path);
  } catch (cause) {
    throw lostMedia(`"${fileName}" was there when it was added, and cannot be read: ${messageOf(cause)}.`, cause);
  }
  if (size !== bytes) throw changed();
  const open = async () => ({ size: bytes, stream: verified(readFile(path), sha256, changed) });
  return { fileName, mimetype, open };
}

/** Opens the file with the first piece that is wanted: a generator that nobody begins holds nothing open. */
async function* readFile(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path);
}

function absolute(given: string | URL, field: string): string {
  try {
    return given instanceof URL ? fileURLToPath(given) : resolve(given);
  } catch (cause) {
    throw new InvalidArgumentError(`Expected \`${field}\` to be a file of this machine: ${messageOf(cause)}.`, {
      cause,
    });
  }
}

async function sizeOf(path: string): Promise<number> {
  const stats = await stat(path);
  if (stats.isDirectory()) throw new Error("it is a folder");
  if (!stats.isFile()) throw new Error("it is no regular file");
  return stats.size;
}
