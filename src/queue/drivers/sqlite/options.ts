import * as z from "zod";
import { parseOptions } from "../../../errors/parse-options.js";
import { type Clock, systemClock } from "../../../internal/clock.js";
import { fileOption, resolveFile, synchronousOption } from "../../../state/stores/sqlite/options.js";

export interface SqliteDriverOptions {
  /** The database, e.g. `"agent.db"`: made where it is not there, in a folder that is. `-wal` and `-shm` files appear beside it. */
  readonly file: string;
  /**
   * `"normal"`: what was added outlives a process that is killed; a power cut may take the last moments with it, never the
   * file. `"full"` outlives the power cut too, and waits for the disk with every transaction. @default "normal"
   */
  readonly synchronous?: "normal" | "full" | undefined;
  /** How often a `take` that waits looks for what other processes added, in ms; its own process wakes it at once. @default 100 */
  readonly pollMs?: number | undefined;
  /** Time, for tests. @default the system's */
  readonly clock?: Clock | undefined;
}

const pollText = "to be a number of ms from 1. The default is 100";

const schema = z.object({
  file: fileOption,
  synchronous: synchronousOption,
  pollMs: z.number({ error: pollText }).min(1, { error: pollText }).max(60_000, { error: pollText }).default(100),
  clock: z.custom<Clock>().default(systemClock),
});

/** With the file's whole path. */
export type ResolvedOptions = z.output<typeof schema>;

/** @throws {InvalidArgumentError} naming the option that is wrong or missing */
export function resolveOptions(options: SqliteDriverOptions): ResolvedOptions {
  const settings = parseOptions(schema, options);
  return { ...settings, file: resolveFile(settings.file, "memoryDriver() for jobs") };
}
