import { InvalidArgumentError, StateStoreError } from "../errors/index.js";
import { parseOptions } from "../errors/parse-options.js";
import { describe, messageOf } from "../internal/record.js";
import { redactUrls } from "../internal/redact.js";
import { allowed, claimsOf, costOf, keysOf, type RuleClaim } from "./claims.js";
import { consume, inspect } from "./consume.js";
import { type DecidedBy, type LimitDecision, type RuleState, tightestOf, unlimited, withoutStore } from "./decision.js";
import { LimitEmitter, type RateLimitEventName, type RateLimitEvents } from "./events.js";
import { type Ask, type FetchHandlerLike, type LimitedFetch, limitedFetch } from "./http/fetch.js";
import { rateLimitHeaders } from "./http/headers.js";
import { type LimitedNode, limitedNode } from "./http/node.js";
import { type HttpSubject, httpSubject } from "./http/subject.js";
import { noticeKey, noticeOf } from "./notice.js";
import { type RateLimiterOptions, type ResolvedOptions, rateLimiterOptions } from "./options.js";
import { LimitStats, type RateLimitStats } from "./stats.js";
import type { LimitStore } from "./store.js";
import type { LimitSubject } from "./subject.js";

/** See {@link createRateLimiter}. */
export interface RateLimiter<Subject = LimitSubject> {
  /**
   * Counts the subject if all rules have room for it, and says so. A store that fails is answered by the insurance or
   * `onStoreError` and never rejects. Not safe to repeat: each call counts.
   *
   * @throws {InvalidArgumentError} the subject is no object, or a function of yours threw or answered what it must not
   */
  check(subject: Subject): Promise<LimitDecision>;
  /** What `check` would say now; nothing is counted, told or remembered. @throws as `check` does */
  peek(subject: Subject): Promise<LimitDecision>;
  /**
   * Forgets what is counted for a subject, its block and its notice, under every rule that applies to it. Safe to repeat.
   *
   * @throws {StateStoreError} the store could not be reached
   */
  reset(subject: Subject): Promise<void>;
  /** Listens; answers a function that ends it. */
  on<Name extends RateLimitEventName>(
    name: Name,
    listener: (event: RateLimitEvents[Name]) => void,
    options?: { readonly signal?: AbortSignal | undefined },
  ): () => void;
  /** What this process's limiter has done. */
  stats(): RateLimitStats;
  /** A `Request` → `Response` function that answers 429 itself when a rule refuses, and tells the client where it stands. */
  readonly fetch: HttpSubject extends Subject ? (handler: FetchHandlerLike) => LimitedFetch : never;
  /** The same in front of Express or `node:http`. Errors go to `next`. */
  readonly node: HttpSubject extends Subject ? LimitedNode : never;
}

/**
 * Says who may go on and who has had enough, by rules that count in memory, Redis or PostgreSQL. Windows are fixed and begin
 * with the first that is counted, so up to twice a limit may pass around the end of one.
 *
 * Hand `check` what others wrote: an agent's own messages would count as well.
 *
 * @throws {InvalidArgumentError} an option is wrong
 * @example
 * const limiter = createRateLimiter({ rules: [{ name: "user", by: "sender", limit: 20, windowMs: 60_000 }] });
 * const { allowed, retryAfterMs } = await limiter.check(message);
 */
export function createRateLimiter<Subject extends LimitSubject = LimitSubject>(
  options: RateLimiterOptions<Subject> = {},
): RateLimiter<Subject> {
  const parsed = parseOptions(rateLimiterOptions, options) as unknown as ResolvedOptions<Subject>;
  return new Limiter(parsed) as unknown as RateLimiter<Subject>;
}

type Attempt<Value> = { readonly value: Value; readonly store: LimitStore; readonly decidedBy: DecidedBy };

class Limiter<Subject extends LimitSubject> {
  readonly #options: ResolvedOptions<Subject>;
  readonly #isAllowed: (subject: Subject) => Promise<boolean>;
  readonly #emitter = new LimitEmitter();
  readonly #stats: LimitStats;
  readonly fetch: (handler: FetchHandlerLike) => LimitedFetch;
  readonly node: LimitedNode;

  constructor(options: ResolvedOptions<Subject>) {
    this.#options = options;
    this.#isAllowed = allowed(options);
    this.#stats = new LimitStats(options.rules.map(({ name }) => name));
    const ask: Ask = async (request) => {
      const decision = await this.check((await httpSubject(options.http, request)) as unknown as Subject);
      return { decision, headers: rateLimitHeaders(decision, { legacy: options.http.legacyHeaders }) };
    };
    this.fetch = (handler) => limitedFetch(ask, handler);
    this.node = limitedNode(ask);
  }

  async check(subject: Subject): Promise<LimitDecision> {
    const decision = await this.#decide(subject, async (store, claims, cost) => {
      const { states, settle } = await this.#inTime(() => consume(store, claims, cost));
      // What is decided stands, also when nothing can be taken back any more.
      if (settle) await this.#inTime(settle).catch((error) => this.#failed(store, error));
      return states;
    });
    this.#stats.decided(decision.allowed);
    return decision;
  }

  peek(subject: Subject): Promise<LimitDecision> {
    return this.#decide(subject, (store, claims, cost) => this.#inTime(() => inspect(store, claims, cost)), true);
  }

  async reset(subject: Subject): Promise<void> {
    checkSubject(subject);
    const { store, insurance } = this.#options;
    const notice = noticeKey(subject);
    const keys = [...keysOf(this.#options, subject), ...(notice === undefined ? [] : [notice])];
    for (const each of [store, insurance]) {
      if (!each) continue;
      await this.#inTime(() => Promise.all(keys.map((key) => each.delete(key)))).catch((cause) => {
        throw storeError(each, cause);
      });
    }
  }

  on<Name extends RateLimitEventName>(
    name: Name,
    listener: (event: RateLimitEvents[Name]) => void,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): () => void {
    return this.#emitter.on(name, listener, signal);
  }

  stats(): RateLimitStats {
    return this.#stats.snapshot();
  }

  async #decide(
    subject: Subject,
    work: (store: LimitStore, claims: readonly RuleClaim[], cost: number) => Promise<readonly RuleState[]>,
    isSilent = false,
  ): Promise<LimitDecision> {
    checkSubject(subject);
    if (await this.#isAllowed(subject)) return unlimited;
    const cost = await costOf(this.#options, subject);
    if (cost === 0) return unlimited;
    const claims = await claimsOf(this.#options, subject);
    if (claims.length === 0) return unlimited;
    const done = await this.#attempt((store) => work(store, claims, cost));
    if (!done) return withoutStore(this.#options.onStoreError === "allow");
    const decision = decisionOf(done.value, claims, done.decidedBy);
    if (decision.allowed || isSilent) return decision;
    this.#tell(decision, claims);
    const notice = await this.#notice(subject, decision, done.store);
    return notice === undefined ? decision : { ...decision, notice };
  }

  /** With the store, or else with the insurance. `undefined`: neither could. */
  async #attempt<Value>(work: (store: LimitStore) => Promise<Value>): Promise<Attempt<Value> | undefined> {
    const { store, insurance } = this.#options;
    for (const [each, decidedBy] of [[store, "store"] as const, [insurance, "insurance"] as const]) {
      if (!each) continue;
      try {
        return { value: await work(each), store: each, decidedBy };
      } catch (error) {
        this.#failed(each, error);
      }
    }
    return undefined;
  }

  /** Whose count in the chat's place is the first tells the chat: one of all processes, once until the window is over. */
  async #notice(subject: Subject, decision: LimitDecision, store: LimitStore): Promise<string | undefined> {
    const { notice } = this.#options;
    const key = notice && noticeKey(subject);
    if (!notice || key === undefined) return undefined;
    const { rule = "", retryAfterMs, policy = "drop" } = decision;
    try {
      const windowMs = Math.max(1, Math.ceil(retryAfterMs / 1_000)) * 1_000;
      const { points } = await this.#inTime(() => store.add(key, 1, windowMs));
      return points === 1 ? noticeOf(notice, subject, { rule, retryAfterMs, policy }) : undefined;
    } catch (error) {
      if (error instanceof InvalidArgumentError) this.#emitter.emit("error", error);
      else this.#failed(store, error);
      return undefined;
    }
  }

  #tell({ rules, decidedBy }: LimitDecision, claims: readonly RuleClaim[]): void {
    for (const [i, { name, allowed, limit, windowMs, retryAfterMs }] of rules.entries()) {
      const claim = claims[i];
      if (allowed || !claim) continue;
      const { shown: subject, policy } = claim;
      const refusal = { rule: name, subject, limit, windowMs, retryAfterMs, policy, decidedBy };
      this.#stats.refusedBy(refusal);
      this.#emitter.emit("refused", refusal);
    }
  }

  #failed(store: LimitStore, cause: unknown): void {
    this.#stats.storeFailed();
    this.#emitter.emit("storeError", storeError(store, cause));
  }

  /** What is given up goes on by itself; whatever comes of it is nobody's any more. */
  async #inTime<Value>(work: () => Promise<Value>): Promise<Value> {
    const { timeoutMs, clock } = this.#options;
    const ended = new AbortController();
    const late = clock.sleep(timeoutMs, ended.signal).then(() => {
      throw new StateStoreError(`No answer within ${timeoutMs} ms.`);
    });
    try {
      return await Promise.race([work(), late]);
    } finally {
      ended.abort();
      late.catch(() => {});
    }
  }
}

function decisionOf(states: readonly RuleState[], claims: readonly RuleClaim[], decidedBy: DecidedBy): LimitDecision {
  const tightest = tightestOf(states as readonly [RuleState, ...RuleState[]]);
  const { name: rule, allowed, remaining, resetMs, retryAfterMs } = tightest;
  const policy = claims[states.indexOf(tightest)]?.policy;
  return {
    allowed,
    rule,
    remaining,
    resetMs,
    retryAfterMs,
    ...(!allowed && { policy, ...(policy !== "drop" && { deferMs: retryAfterMs }) }),
    decidedBy,
    rules: states,
  };
}

function storeError({ name }: LimitStore, cause: unknown): StateStoreError {
  return new StateStoreError(`The limiter's store (${name}) failed: ${redactUrls(messageOf(cause))}`, { cause });
}

function checkSubject(subject: unknown): asserts subject is object {
  if (typeof subject === "object" && subject !== null) return;
  throw new InvalidArgumentError(
    `Expected the subject to be a message or an object such as { ip }, got ${describe(subject)}.`,
  );
}
