import type { RuleState } from "./decision.js";
import type { Count, LimitStore } from "./store.js";

/** What one rule allows one subject. */
export interface Claim {
  readonly name: string;
  /** In the store. */
  readonly key: string;
  readonly limit: number;
  readonly windowMs: number;
  readonly burst?: { readonly limit: number; readonly windowMs: number } | undefined;
  readonly blockMs?: number | undefined;
}

/** Where a claim stands, by what is counted. */
interface Standing {
  readonly claim: Claim;
  readonly main: Count | undefined;
  readonly burst: Count | undefined;
  readonly fits: boolean;
  /** What was counted for this request, to be taken back if another rule refuses. */
  readonly charged?: Charge;
  /** What was counted in vain: it would keep out another request that has room. */
  readonly vain?: readonly Charge[];
}

interface Charge {
  readonly key: string;
  readonly from: Count;
}

export interface Consumed {
  readonly states: readonly RuleState[];
  /** Takes back what was counted for nothing, where something was. */
  readonly settle?: () => Promise<void>;
}

/** What a blocked subject is counted as: above every limit, also when some is taken back. */
const blockedPoints = 1_500_000_000;

const burstKey = (claim: Claim) => `${claim.key}:burst`;

/**
 * Counts for all claims, or for none. All are looked at first, and where one has no room nothing is counted. Two requests
 * that both saw room for one may still meet: the store's atomic count lets one of them pass, and what the other was counted
 * for elsewhere is taken back. So no limit is ever exceeded, and in between another request may be refused in vain.
 */
export async function consume(store: LimitStore, claims: readonly Claim[], cost: number): Promise<Consumed> {
  const [only] = claims;
  // Nothing is ever taken back here, and a count above the limit refuses the same as one at it: no need to look first.
  if (only && claims.length === 1 && cost === 1 && !only.burst) {
    const standing = await charge(store, unseen(only), cost);
    return { states: [stateOf(standing)] };
  }
  const seen = await look(store, claims, cost);
  if (!seen.every(({ fits }) => fits)) {
    const refused = await Promise.all(seen.map((standing) => (standing.fits ? standing : block(store, standing))));
    return { states: refused.map(stateOf) };
  }
  const standings = await Promise.all(seen.map((standing) => charge(store, standing, cost)));
  const states = standings.map(stateOf);
  const passes = standings.every(({ fits }) => fits);
  const undone = standings.flatMap(({ charged, vain = [] }) => (passes || !charged ? vain : [...vain, charged]));
  if (undone.length === 0) return { states };
  const settle = async () => {
    await Promise.all(undone.map(({ key, from }) => store.takeBack(key, cost, from)));
  };
  return { states, settle };
}

/** Where the claims stand, and whether there is room for `cost`. Counts nothing. */
export async function inspect(store: LimitStore, claims: readonly Claim[], cost: number): Promise<RuleState[]> {
  return (await look(store, claims, cost)).map(stateOf);
}

const unseen = (claim: Claim): Standing => ({ claim, main: undefined, burst: undefined, fits: true });

function look(store: LimitStore, claims: readonly Claim[], cost: number): Promise<Standing[]> {
  return Promise.all(
    claims.map(async (claim) => {
      const [main, burst] = await Promise.all([store.read(claim.key), claim.burst && store.read(burstKey(claim))]);
      const fits = hasRoom(claim.limit, main, cost) || (claim.burst ? hasRoom(claim.burst.limit, burst, cost) : false);
      return { claim, main, burst, fits };
    }),
  );
}

const hasRoom = (limit: number, count: Count | undefined, cost: number) => (count?.points ?? 0) + cost <= limit;

/**
 * Counts for one claim: in its window and, where that is full, in its burst. As `BurstyRateLimiter` does, which keeps to
 * itself what is left of the burst and which of the two was counted in.
 */
async function charge(store: LimitStore, seen: Standing, cost: number): Promise<Standing> {
  const { claim } = seen;
  const vain: Charge[] = [];
  let main = seen.main;
  if (hasRoom(claim.limit, main, cost)) {
    main = await store.add(claim.key, cost, claim.windowMs);
    if (main.points <= claim.limit) return { ...seen, main, charged: { key: claim.key, from: main } };
    vain.push({ key: claim.key, from: main });
  }
  if (claim.blockMs !== undefined) return block(store, { ...seen, main, fits: false }, cost);
  if (!claim.burst) return { ...seen, main, fits: false, vain };
  const burst = await store.add(burstKey(claim), cost, claim.burst.windowMs);
  const charged = { key: burstKey(claim), from: burst };
  if (burst.points <= claim.burst.limit) return { ...seen, main, burst, charged, vain };
  return { ...seen, main, burst, fits: false, vain: [...vain, charged] };
}

/** Begins the time for which a rule blocks whom it has refused, unless that has begun. */
async function block(store: LimitStore, refused: Standing, counted = 0): Promise<Standing> {
  const { claim, main } = refused;
  const before = (main?.points ?? 0) - counted;
  if (claim.blockMs === undefined || before >= blockedPoints) return refused;
  await store.set(claim.key, blockedPoints, claim.blockMs);
  return { ...refused, main: { points: blockedPoints, leftMs: claim.blockMs } };
}

function stateOf({ claim, main, burst, fits }: Standing): RuleState {
  const { name, limit, windowMs } = claim;
  const longestMs = Math.max(windowMs, claim.blockMs ?? 0, claim.burst?.windowMs ?? 0);
  const resetMs = Math.min(main?.leftMs ?? windowMs, longestMs);
  const burstLeft = claim.burst ? left(claim.burst.limit, burst) : 0;
  const burstMs = Math.min(burst?.leftMs ?? longestMs, longestMs);
  return {
    name,
    allowed: fits,
    limit,
    windowMs,
    remaining: left(limit, main) + burstLeft,
    resetMs,
    retryAfterMs: fits ? 0 : Math.min(resetMs, burstMs),
  };
}

const left = (limit: number, count: Count | undefined) => Math.max(0, limit - (count?.points ?? 0));
