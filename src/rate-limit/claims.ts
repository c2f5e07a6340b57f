import { EvolutionError, InvalidArgumentError } from "../errors/index.js";
import { isWithin, parseIp, parseNetwork } from "../internal/ip.js";
import { describe, entry, messageOf } from "../internal/record.js";
import type { Claim } from "./consume.js";
import type { LimitPolicy } from "./decision.js";
import { highestCost, type LimitRule, mostPoints, type ResolvedOptions } from "./options.js";
import { type Counted, digest, finders, hidden, type LimitSubject, personOf } from "./subject.js";

/** A claim, with what is told of it. */
export interface RuleClaim extends Claim {
  readonly shown: string;
  readonly policy: LimitPolicy;
}

type Options<Subject> = Pick<ResolvedOptions<Subject>, "rules" | "tier" | "cost" | "allow">;

/**
 * What the rules that apply allow a subject.
 *
 * @throws {InvalidArgumentError} a function of the caller threw, or answered what is no limit, tier or key
 */
export async function claimsOf<Subject extends LimitSubject>(
  { rules, tier }: Options<Subject>,
  subject: Subject,
): Promise<RuleClaim[]> {
  let known: { readonly tier: string } | undefined;
  const tierOf = async () => {
    known ??= { tier: checkedTier(await asked("tier", () => tier?.(subject))) };
    return known.tier;
  };
  const claims: RuleClaim[] = [];
  for (const rule of rules) {
    const counted = countedBy(rule, subject);
    const limit = counted && (await limitOf(rule, subject, tierOf));
    if (counted && limit !== undefined) claims.push(claimOf(rule, counted, limit));
  }
  return claims;
}

/** All keys that may hold something about a subject. */
export function keysOf<Subject extends LimitSubject>({ rules }: Options<Subject>, subject: Subject): string[] {
  return rules.flatMap((rule) => {
    const counted = countedBy(rule, subject);
    if (!counted) return [];
    const { key } = claimOf(rule, counted, 0);
    return rule.burst ? [key, `${key}:burst`] : [key];
  });
}

/** @throws {InvalidArgumentError} as `claimsOf` does */
export async function costOf<Subject extends LimitSubject>(
  { cost }: Options<Subject>,
  subject: Subject,
): Promise<number> {
  const given =
    typeof cost === "function"
      ? await asked("cost", () => cost(subject))
      : typeof cost === "number"
        ? cost
        : (entry(cost, subject.kind) ?? entry(cost, "default") ?? 1);
  return checkNumber("cost", given, highestCost);
}

/**
 * Who is never limited. A list is compared with what the gateway and the connection say, and not with API keys: these are
 * the caller's own words, who could call himself by any other name of the list.
 *
 * @throws {InvalidArgumentError} the function threw, or answered neither true nor false
 */
export function allowed<Subject extends LimitSubject>({
  allow,
}: Options<Subject>): (subject: Subject) => Promise<boolean> {
  if (typeof allow === "function") {
    return async (subject) => {
      const is: unknown = await asked("allow", () => allow(subject));
      if (typeof is === "boolean") return is;
      throw new InvalidArgumentError(`Expected \`allow\` to answer true or false, got ${describe(is)}.`);
    };
  }
  const listed = new Set(allow);
  const networks = allow.flatMap((text) => parseNetwork(text) ?? []);
  return async ({ sender, chat, instanceName, ip }) => {
    const names = [sender && personOf(sender), sender?.jid, chat && personOf(chat), chat?.jid, instanceName];
    if (names.some((name) => name !== undefined && listed.has(name))) return true;
    const address = ip === undefined ? undefined : parseIp(ip);
    return address !== undefined && networks.some((network) => isWithin(address, network));
  };
}

function countedBy<Subject extends LimitSubject>(
  { name, by }: LimitRule<Subject>,
  subject: Subject,
): Counted | undefined {
  if (typeof by !== "function") return finders[by](subject);
  const key = guarded(`by of the rule ${name}`, () => by(subject));
  if (key === undefined) return undefined;
  if (typeof key === "string") return hidden(key);
  throw new InvalidArgumentError(
    `Expected \`by\` of the rule ${name} to answer a text or undefined, got ${describe(key)}.`,
  );
}

async function limitOf<Subject>(
  { name, limit }: LimitRule<Subject>,
  subject: Subject,
  tierOf: () => Promise<string>,
): Promise<number | undefined> {
  if (typeof limit === "number") return limit;
  if (typeof limit === "object") return entry(limit, await tierOf()) ?? limit.default;
  const option = `limit of the rule ${name}`;
  const given = await asked(option, () => limit(subject));
  return given === undefined ? undefined : checkNumber(option, given, mostPoints);
}

/** The window is part of the key, so that one of another length begins anew. */
function claimOf<Subject>(rule: LimitRule<Subject>, { key, shown }: Counted, limit: number): RuleClaim {
  const { name, windowMs, burst, blockMs, onLimit = "drop" } = rule;
  return {
    name,
    key: `${name}:${windowMs / 1_000}:${digest(key)}`,
    shown,
    limit,
    windowMs,
    burst,
    blockMs,
    policy: onLimit,
  };
}

function checkedTier(tier: unknown): string {
  if (tier === undefined) return "default";
  if (typeof tier === "string") return tier;
  throw new InvalidArgumentError(`Expected \`tier\` to answer a text or undefined, got ${describe(tier)}.`);
}

function checkNumber(option: string, value: unknown, most: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new InvalidArgumentError(
    `Expected \`${option}\` to be a whole number from 0 to ${most}, got ${describe(value)}. For no limit, answer undefined from the limit's function.`,
  );
}

const failed = (option: string, cause: unknown) =>
  cause instanceof EvolutionError
    ? cause
    : new InvalidArgumentError(`Expected \`${option}\` to answer, and it threw: ${messageOf(cause)}`, { cause });

function guarded<Value>(option: string, ask: () => Value): Value {
  try {
    return ask();
  } catch (cause) {
    throw failed(option, cause);
  }
}

/** Asks a function of the caller, which may take its time. */
async function asked<Value>(option: string, ask: () => Value): Promise<Awaited<Value>> {
  try {
    return await ask();
  } catch (cause) {
    throw failed(option, cause);
  }
}
