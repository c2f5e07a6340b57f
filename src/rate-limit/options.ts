import * as z from "zod";
import { type Clock, systemClock } from "../internal/clock.js";
import { trustedProxiesSchema } from "../internal/forwarded.js";
import { longestTimerMs } from "../internal/timer.js";
import type { LimitPolicy } from "./decision.js";
import type { HttpSubject } from "./http/subject.js";
import type { NoticeOptions } from "./notice.js";
import type { LimitStore } from "./store.js";
import { memoryLimits } from "./stores/memory-limits.js";
import { finders, type LimitKey, type LimitSubject } from "./subject.js";

/** By tier; `default` is for tiers that are not in it. */
export type LimitTable = { readonly default: number; readonly [tier: string]: number };

export interface LimitRule<Subject = LimitSubject> {
  /** Of 1 to 64 letters, digits, `_`, `.` and `-`: it is told in HTTP headers, and part of the store's keys. */
  readonly name: string;
  /**
   * Whom it counts for. `"sender"`: a person of an instance; `"chat"`: a chat of an instance; `"group"`: that, of groups
   * only; `"instance"`; `"ip"`: an address, or the /64 of an IPv6 one; `"apiKey"`; or a function of yours. A rule does not
   * apply where its field is missing, or the function answers `undefined`.
   */
  readonly by: LimitKey | ((subject: Subject) => string | undefined);
  /**
   * How many a window allows: a whole number from 0 (which refuses all) to 1_000_000_000, a table by `tier`, or a function.
   * A function's `undefined` means that the rule does not apply to this subject.
   */
  readonly limit: number | LimitTable | ((subject: Subject) => number | undefined | Promise<number | undefined>);
  /** Whole seconds, in ms. A window begins with the first that is counted, and ends for all at once. */
  readonly windowMs: number;
  /** So many more, once the window is full, over a window of their own. Not together with `blockMs`. */
  readonly burst?: { readonly limit: number; readonly windowMs: number } | undefined;
  /** Who is refused once is refused for so long, whole seconds in ms. Further tries do not make it longer. @default none */
  readonly blockMs?: number | undefined;
  /**
   * What should become of a message that is refused. It is reported, and obeyed by whoever asked: `"drop"` it, `"defer"` it
   * (ask again after `deferMs`), or `"queue"` it (hold the chat for `deferMs`, so that the order stays). @default "drop"
   */
  readonly onLimit?: LimitPolicy | undefined;
}

/** A number for all, by the subject's `kind` (with `default` for the others, itself 1 by default), or a function. */
export type LimitCost<Subject> = number | { readonly [kind: string]: number } | ((subject: Subject) => number);

export interface HttpLimitOptions {
  /**
   * The proxies in front of us: their addresses and networks, or how many there are on every way in. With it, the client is
   * looked up in `x-forwarded-for`, from the right, as far as these can be believed. @default none: the header is ignored
   */
  readonly trustProxy?: number | readonly string[] | undefined;
  /** Where an API key is looked for; the first header there counts, without `Bearer`. @default ["x-api-key", "apikey", "authorization"] */
  readonly apiKeyHeaders?: readonly string[] | undefined;
  /** `RateLimit-Limit`, `-Remaining` and `-Reset` of older drafts too, about the tightest rule. @default false */
  readonly legacyHeaders?: boolean | undefined;
  /** Adds to what rules see of a request, or replaces it. @default as it is */
  readonly subject?: ((subject: HttpSubject) => HttpSubject | Promise<HttpSubject>) | undefined;
}

export interface RateLimiterOptions<Subject = LimitSubject> {
  /** All that apply must allow. @default one: 20 per minute for each sender, named "user" */
  readonly rules?: readonly LimitRule<Subject>[] | undefined;
  /** Where it counts: `memoryLimits()`, `redisLimits({ client })`, `postgresLimits({ pool })`. @default memoryLimits() */
  readonly store?: LimitStore | undefined;
  /** Which column of a limit's table. @default "default" for all */
  readonly tier?: ((subject: Subject) => string | undefined | Promise<string | undefined>) | undefined;
  /** What a subject costs: whole numbers from 0, which is neither counted nor refused, to 1_000_000. @default 1 */
  readonly cost?: LimitCost<Subject> | undefined;
  /**
   * Who is never limited: a function, or a list of phones, LIDs (`…@lid`), group JIDs, instance names, IP addresses and
   * networks. For API keys, pass a function.
   */
  readonly allow?: readonly string[] | ((subject: Subject) => boolean | Promise<boolean>) | undefined;
  /** Counts while the store fails. In memory, each process then has the full limits for itself. @default none */
  readonly insurance?: LimitStore | undefined;
  /** When neither the store nor the insurance answers. @default "allow" */
  readonly onStoreError?: "allow" | "deny" | undefined;
  /** The longest that the store, and then the insurance, may take to answer, in ms. @default 1_000 */
  readonly timeoutMs?: number | undefined;
  /** Words for a chat that is refused, once per window: `decision.notice`. @default none */
  readonly notice?: NoticeOptions<Subject> | undefined;
  readonly http?: HttpLimitOptions | undefined;
  /** For `timeoutMs`, in tests. What is counted goes by the store's own clock. @default the system's */
  readonly clock?: Clock | undefined;
}

const longestMs = Math.floor(longestTimerMs / 1_000) * 1_000;
export const mostPoints = 1_000_000_000;
export const highestCost = 1_000_000;

const text = (error: string) => z.string({ error });
const fn = z.custom<(...args: never[]) => unknown>((value) => typeof value === "function", {
  error: "to be a function",
});
const windowText = `to be whole seconds in ms, from 1_000 to ${longestMs}. Pass 60_000 for a minute`;
const window = z
  .int({ error: windowText })
  .min(1_000, { error: windowText })
  .max(longestMs, { error: windowText })
  .multipleOf(1_000, { error: windowText });
const limitText = `to be a whole number from 0 to ${mostPoints}. For no limit, leave the rule out or answer undefined from a function`;
const limit = z.int({ error: limitText }).min(0, { error: limitText }).max(mostPoints, { error: limitText });
const costText = `to be a whole number from 0 to ${highestCost}. The default is 1`;
const cost = z.int({ error: costText }).min(0, { error: costText }).max(highestCost, { error: costText });
const tableText = "to be a table by tier with a limit named default. Example: { default: 20, pro: 200 }";
const table = z
  .record(z.string(), limit, { error: tableText })
  .refine((rows) => Object.hasOwn(rows, "default"), { error: tableText });
const byText = `to be a function or one of ${Object.keys(finders).join(", ")}`;
const nameText = 'to be 1 to 64 letters, digits, "_", "." and "-". Example: "user"';

/** Picks by the type, so that the message names what is wrong inside a table. */
const oneOf = (number: z.ZodType, object: z.ZodType) =>
  z.unknown().superRefine((value, context) => {
    const schema = typeof value === "function" ? fn : typeof value === "object" && value !== null ? object : number;
    for (const { path, message } of schema.safeParse(value).error?.issues ?? []) {
      context.addIssue({ code: "custom", path: [...path], message });
    }
  });

const ruleText = "to be a rule of name, by, limit, windowMs and perhaps burst, blockMs and onLimit, and nothing else";
const rule = z
  .strictObject(
    {
      name: text(nameText).regex(/^[\w.-]{1,64}$/, { error: nameText }),
      by: z.custom<LimitKey | (() => unknown)>(
        (value) => typeof value === "function" || (typeof value === "string" && Object.hasOwn(finders, value)),
        { error: byText },
      ),
      limit: oneOf(limit, table),
      windowMs: window,
      burst: z.strictObject({ limit, windowMs: window }, { error: "to be { limit, windowMs }" }).optional(),
      blockMs: window.optional(),
      onLimit: z.enum(["drop", "defer", "queue"], { error: "to be drop, defer or queue" }).default("drop"),
    },
    { error: ruleText },
  )
  .refine(({ burst, blockMs }) => burst === undefined || blockMs === undefined, {
    path: ["blockMs"],
    error: "to be left out where there is a burst. Make a second rule for one of them",
  });

const store = z.custom<LimitStore>((value) => typeof (value as LimitStore | undefined)?.add === "function", {
  error: "to be a store. Pass memoryLimits(), redisLimits({ client }) or postgresLimits({ pool })",
});
const listText = "to be a list of texts or a function";
const namesText = "to be names of headers";
const timeoutText = "to be a whole number of at least 1. Pass milliseconds: 1_000";

/** @internal */
export const rateLimiterOptions = z.object({
  rules: z
    .array(rule, { error: "to be a list of rules" })
    .min(1, { error: "to be at least one rule" })
    .refine((rules) => new Set(rules.map(({ name }) => name)).size === rules.length, {
      error: "to have a name of its own for each rule",
    })
    .prefault([{ name: "user", by: "sender", limit: 20, windowMs: 60_000 }]),
  store: store.default(() => memoryLimits()),
  tier: fn.optional(),
  cost: oneOf(cost, z.record(z.string(), cost)).default(1),
  allow: z.union([z.array(z.string()), fn], { error: listText }).default([]),
  insurance: store.optional(),
  onStoreError: z.enum(["allow", "deny"], { error: "to be allow or deny" }).default("allow"),
  timeoutMs: z
    .int({ error: timeoutText })
    .min(1, { error: timeoutText })
    .max(longestTimerMs, { error: timeoutText })
    .default(1_000),
  notice: z
    .object(
      { texts: z.record(z.string(), fn, { error: "to be functions by language" }).optional(), language: fn.optional() },
      { error: "to be an object with texts or language. Pass {} for the texts that are there" },
    )
    .optional(),
  http: z
    .object({
      trustProxy: trustedProxiesSchema.optional(),
      apiKeyHeaders: z
        .array(z.string().regex(/^[\w-]+$/), { error: namesText })
        .default(["x-api-key", "apikey", "authorization"]),
      legacyHeaders: z.boolean({ error: "to be true or false" }).default(false),
      subject: fn.optional(),
    })
    .prefault({}),
  clock: z
    .custom<Clock>((value) => typeof (value as Clock | undefined)?.sleep === "function", {
      error: "to be a clock with now and sleep",
    })
    .default(() => systemClock),
});

type Parsed = z.output<typeof rateLimiterOptions>;

/** @internal What the parts of a limiter work with. */
export type ResolvedOptions<Subject> = Omit<Parsed, "rules" | "tier" | "cost" | "allow" | "notice" | "http"> & {
  readonly rules: readonly (LimitRule<Subject> & { readonly onLimit: LimitPolicy })[];
  readonly cost: LimitCost<Subject>;
  readonly allow: NonNullable<RateLimiterOptions<Subject>["allow"]>;
  readonly http: Omit<Parsed["http"], "subject"> & Pick<HttpLimitOptions, "subject">;
} & Pick<RateLimiterOptions<Subject>, "tier" | "notice">;
