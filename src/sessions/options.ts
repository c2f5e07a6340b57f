import * as z from "zod";
import { InvalidArgumentError } from "../errors/index.js";
import { parseOptions } from "../errors/parse-options.js";
import { type Clock, systemClock } from "../internal/clock.js";
import { fn } from "../internal/option-schemas.js";
import { isRecord } from "../internal/record.js";
import { longestTimerMs } from "../internal/timer.js";
import type { StateStore } from "../state/index.js";
import type { HistoryEntry } from "./history.js";
import type { SessionKey } from "./key.js";
import type { StandardSchema } from "./schema.js";
import type { SessionSnapshot } from "./session.js";

export interface SessionsOptions<State> {
  /** Where sessions are kept: `memoryStore()`, or that of `sqliteStore`, `redisStore`, `postgresStore` or `keyvStore`. */
  readonly store: StateStore;
  /** The state that a new session begins with. */
  readonly initial: (key: SessionKey) => State;
  /** Sessions of one name on one store are the same ones. Letters, digits, `_` and `-`, at most 32. @default "sessions" */
  readonly name?: string | undefined;
  /** A session is over when it was neither saved nor touched for so long. @default 1_800_000 (30 min) */
  readonly idleMs?: number | undefined;
  /** A session is over so long after it began, used or not. @default none */
  readonly maxAgeMs?: number | undefined;
  /**
   * How many turns the history keeps. A turn begins with what the user says after somebody else said something, so an answer
   * never stays without its question. @default 50
   */
  readonly maxTurns?: number | undefined;
  /** How many characters the history keeps, files' references and tools' data counted as JSON. The latest entry always stays. @default 100_000 */
  readonly maxChars?: number | undefined;
  /** How many tokens the history keeps, by `countTokens`. @default none */
  readonly maxTokens?: number | undefined;
  /** The tokens of an entry, for `maxTokens`. */
  readonly countTokens?: ((entry: HistoryEntry) => number) | undefined;
  /**
   * Puts entries that no longer fit into words, the earlier summary among them; its answer stays in their place and is not
   * counted. Called by `save`, which waits for it, for the older half at once, so that not every turn asks a model. When it
   * throws, that is told as `error`, and the entries stay for the next `save` as long as `maxBytes` allows.
   *
   * @default what does not fit is dropped
   */
  readonly summarize?: ((dropped: readonly HistoryEntry[], key: SessionKey) => string | Promise<string>) | undefined;
  /** The largest session, in bytes of JSON. @default 1_000_000 */
  readonly maxBytes?: number | undefined;
  /**
   * Checks the state of a session that is opened, and of one that is saved: what could not be read again is not stored.
   * Any Standard Schema: zod, valibot, arktype.
   */
  readonly schema?: StandardSchema<State> | undefined;
  /** The version of `State`. Sessions stored under a lower one go through `migrate`. @default 1 */
  readonly version?: number | undefined;
  /** Makes a state of this version from one that version `from` stored. */
  readonly migrate?: ((from: number, stored: unknown) => State | Promise<State>) | undefined;
  /**
   * The state of two sessions that turn out to be one person's. Called again when one of them is saved at that very moment.
   *
   * @default that of the session which was saved last
   */
  readonly mergeState?:
    | ((sessions: {
        readonly from: SessionSnapshot<State>;
        readonly into: SessionSnapshot<State>;
      }) => State | Promise<State>)
    | undefined;
  /**
   * Is given the final state of each session whose time was over, by one process of all. At least once: again after
   * `claimMs` when it throws, or when its process dies meanwhile. Give it to every process.
   */
  readonly onExpired?: ((session: SessionSnapshot<State>) => unknown) | undefined;
  /** How long `onExpired` may take before another process calls it for the same session. @default 300_000 (5 min) */
  readonly claimMs?: number | undefined;
  /** How often expired sessions are looked for after `start()`. @default 60_000 */
  readonly sweepMs?: number | undefined;
  /** How many processes use these sessions. More than one need a store that they can share. @default 1 */
  readonly replicas?: number | undefined;
  /** Time, for tests. @default the system's */
  readonly clock?: Clock | undefined;
  /** @default Math.random */
  readonly random?: (() => number) | undefined;
}

/** Ten years. */
const longestMs = 315_360_000_000;

const whole = (least: number, hint: string, most: number = 2 ** 31 - 1) => {
  const error = `to be a whole number from ${least} to ${most}. ${hint}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};
const hasMethod = (value: unknown, name: string) => isRecord(value) && typeof value[name] === "function";

const schema = z.object({
  store: z.custom<StateStore>((value) => hasMethod(value, "open"), {
    error:
      "to be a store. Pass memoryStore(), sqliteStore({ file }), redisStore({ client }) or postgresStore({ pool })",
  }),
  initial: z.custom<(key: SessionKey) => unknown>((value) => typeof value === "function", {
    error: 'to be a function. Pass one that makes a new session\'s state: () => ({ step: "start" })',
  }),
  name: z
    .string({ error: 'to be a text. Name the sessions: "sessions"' })
    .regex(/^[\w-]{1,32}$/, { error: "to be 1 to 32 letters, digits, _ or -" })
    .default("sessions"),
  idleMs: whole(1, "Pass milliseconds: 1_800_000", longestMs).default(1_800_000),
  maxAgeMs: whole(1, "Pass milliseconds: 86_400_000", longestMs).optional(),
  maxTurns: whole(1, "The default is 50").default(50),
  maxChars: whole(1, "The default is 100_000").default(100_000),
  maxTokens: whole(1, "Pass as many as your model may be given: 8_000").optional(),
  countTokens: fn.optional(),
  summarize: fn.optional(),
  maxBytes: whole(1, "Pass bytes: 1_000_000").default(1_000_000),
  schema: z
    .custom<StandardSchema<unknown>>(
      (value) =>
        (typeof value === "object" || typeof value === "function") &&
        hasMethod((value as Partial<StandardSchema<unknown>> | null)?.["~standard"], "validate"),
      { error: "to be a Standard Schema. Pass one of zod, valibot or arktype" },
    )
    .optional(),
  version: whole(1, "Begin with 1, and raise it when the state changes its form").default(1),
  migrate: fn.optional(),
  mergeState: fn.optional(),
  onExpired: fn.optional(),
  claimMs: whole(1, "Pass milliseconds: 300_000", longestMs).default(300_000),
  sweepMs: whole(1, "Pass milliseconds: 60_000", longestTimerMs).default(60_000),
  replicas: whole(1, "Pass how many processes there are").default(1),
  clock: z
    .custom<Clock>((value) => hasMethod(value, "now") && hasMethod(value, "sleep"), {
      error: "to be a clock with now and sleep",
    })
    .default(() => systemClock),
  random: z
    .custom<() => number>((value) => typeof value === "function", { error: "to be a function" })
    .default(() => Math.random),
});

type Functions = "initial" | "countTokens" | "summarize" | "schema" | "migrate" | "mergeState" | "onExpired";

/** @internal What the parts of sessions work with. */
export type ResolvedOptions<State> = Omit<z.output<typeof schema>, Functions> & Pick<SessionsOptions<State>, Functions>;

/** @throws {InvalidArgumentError} naming the option */
export function resolveOptions<State>(options: SessionsOptions<State>): ResolvedOptions<State> {
  const settings = parseOptions(schema, options) as ResolvedOptions<State>;
  const { maxTokens, countTokens, version, migrate, replicas, store } = settings;
  if ((maxTokens === undefined) !== (countTokens === undefined)) {
    throw new InvalidArgumentError(
      "Expected `maxTokens` and `countTokens` together, got one of them. Pass both, or `maxChars` alone.",
    );
  }
  if (version > 1 && !migrate) {
    throw new InvalidArgumentError(
      `Expected \`migrate\` to be a function where \`version\` is ${version}, got undefined. Pass one that makes a state of this version from what an earlier one stored.`,
    );
  }
  if (replicas > 1 && !store.isShared) {
    throw new InvalidArgumentError(
      `Expected \`store\` to be one that ${replicas} processes can share (replicas), got "${store.name}", on which one would undo what another wrote. Pass redisStore or postgresStore, or on one machine sqliteStore.`,
    );
  }
  return settings;
}
