import { existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import * as z from "zod";
import { InvalidArgumentError } from "../../../errors/index.js";
import { parseOptions } from "../../../errors/parse-options.js";
import { type Clock, systemClock } from "../../../internal/clock.js";

export interface SqliteStoreOptions {
  /** The database, e.g. `"agent.db"`: made where it is not there, in a folder that is. It may be the queue's. */
  readonly file: string;
  /**
   * `"normal"`: what was written outlives a process that is killed; a power cut may take the last moments with it, never the
   * file. `"full"` outlives the power cut too, and waits for the disk with every transaction. @default "normal"
   */
  readonly synchronous?: "normal" | "full" | undefined;
  /** Time, for tests. @default the system's */
  readonly clock?: Clock | undefined;
}

const fileText = 'to be the path of a file. Write file: "agent.db"';
export const fileOption = z.string({ error: fileText }).min(1, { error: fileText });

export const synchronousOption = z
  .enum(["normal", "full"], { error: 'to be "normal" or "full". The default is "normal"' })
  .default("normal");

const schema = z.object({
  file: fileOption,
  synchronous: synchronousOption,
  clock: z.custom<Clock>().default(systemClock),
});

/** With the file's whole path. @throws {InvalidArgumentError} naming the option that is wrong or missing */
export function resolveOptions(options: SqliteStoreOptions): z.output<typeof schema> {
  const settings = parseOptions(schema, options);
  return { ...settings, file: resolveFile(settings.file, "memoryStore() for records") };
}

/**
 * The file's whole path: libsql takes texts such as "https://…" for a server.
 *
 * @throws {InvalidArgumentError} it is none, or its folder is not there
 */
export function resolveFile(given: string, memory: string): string {
  if (given === ":memory:") {
    throw new InvalidArgumentError(
      `Expected \`file\` to be the path of a file, got ":memory:". Use ${memory} that may end with the process.`,
    );
  }
  const file = resolve(given);
  const folder = dirname(file);
  if (!existsSync(folder)) {
    throw new InvalidArgumentError(
      `Expected \`file\` to be in a folder that exists, got ${JSON.stringify(file)}. Create ${JSON.stringify(folder)} first.`,
    );
  }
  if (existsSync(file) && statSync(file).isDirectory()) {
    throw new InvalidArgumentError(
      `Expected \`file\` to be a file, got the folder ${JSON.stringify(file)}. Name a file in it.`,
    );
  }
  return file;
}
