import * as z from "zod";
import type { BreakerSettings } from "./options.js";
import type { Trip, TripCause } from "./trip.js";

/** `"manual"`: a person opened it. */
export type CircuitCause = TripCause | "manual";

/**
 * What is known of an instance that may not send. While `open` nothing is sent; `half-open`, one message at a time; `closed`
 * it sends, and it is only remembered that it was open not long ago.
 */
export interface Circuit {
  readonly instanceName: string;
  readonly phase: "open" | "half-open" | "closed";
  readonly cause: CircuitCause;
  readonly probe: Trip["probe"];
  /** What the person said who opened it. */
  readonly reason?: string | undefined;
  /** Since when it has not been closed. */
  readonly since: number;
  /** How often it was opened for this cause without a quiet time in between. */
  readonly opens: number;
  /** Reads since then that found it no better. */
  readonly failures: number;
  /** While open: when it is probed next. Not set: never, a person closes it. */
  readonly probeAt?: number | undefined;
  /** While half-open: when it closes although nothing was sent. */
  readonly endsAt?: number | undefined;
  /** While half-open: how long the message under way keeps others from following. */
  readonly trialUntil?: number | undefined;
  /** The end of the pause that we set, as the queue tells it: a pause with another one is somebody else's. */
  readonly pausedUntil?: number | undefined;
}

/** How long a process that probes may take before another one does. */
const leaseMs = 30_000;
const trialMs = 120_000;
const quietMs = 60_000;

const instant = z.number().optional();
const schema = z.object({
  instanceName: z.string(),
  phase: z.enum(["open", "half-open", "closed"]),
  cause: z.enum(["rate-limited", "restricted", "license", "closed", "unauthorized", "unreachable", "manual"]),
  probe: z.enum(["read", "wait"]),
  reason: z.string().optional(),
  since: z.number(),
  opens: z.number(),
  failures: z.number(),
  ...{ probeAt: instant, endsAt: instant, trialUntil: instant, pausedUntil: instant },
});

/** `undefined`: it is no circuit, and is replaced by the next one. */
export function readCircuit(value: string): Circuit | undefined {
  try {
    return schema.safeParse(JSON.parse(value)).data;
  } catch {
    return undefined;
  }
}

/** What the next state depends on. */
export interface CircuitContext {
  readonly now: number;
  readonly random: () => number;
  readonly settings: BreakerSettings;
}

/** After a failed send. `undefined`, here and below: nothing changes. */
export function tripped(
  before: Circuit | undefined,
  instanceName: string,
  trip: Trip,
  context: CircuitContext,
): Circuit | undefined {
  if (before?.phase === "open") return undefined;
  const { cause, probe } = trip;
  const opens = before?.cause === cause ? before.opens + 1 : 1;
  return {
    ...{ instanceName, phase: "open", cause, probe, opens, failures: 0 },
    since: before?.phase === "half-open" ? before.since : context.now,
    probeAt: nextProbeAt(trip, opens, context),
    pausedUntil: before?.pausedUntil,
  };
}

/** A person opens it, whatever it was. */
export function openedByHand(
  before: Circuit | undefined,
  instanceName: string,
  reason: string | undefined,
  { now }: CircuitContext,
): Circuit {
  const since = isOut(before) ? before.since : now;
  const { pausedUntil } = before ?? {};
  return {
    ...{ instanceName, phase: "open", cause: "manual", probe: "wait", opens: 1, failures: 0 },
    ...{ reason, since, pausedUntil },
  };
}

type Out = Circuit & { readonly phase: "open" | "half-open" };

export const isOut = (circuit: Circuit | undefined): circuit is Out =>
  circuit !== undefined && circuit.phase !== "closed";

export const isProbeDue = ({ phase, probeAt }: Circuit, now: number): boolean =>
  phase === "open" && probeAt !== undefined && probeAt <= now;

/** One process takes the probe; when it dies, another one does later. */
export const leased = (circuit: Circuit, now: number): Circuit => ({ ...circuit, probeAt: now + leaseMs });

/** It was given up half-way: anybody may do it now. */
export const givenBack = (circuit: Circuit, now: number): Circuit | undefined =>
  circuit.phase === "open" && circuit.probeAt !== undefined ? { ...circuit, probeAt: now } : undefined;

/** What a probe found out: all is well, or why not. */
export type Finding = { readonly isPassed: true } | { readonly isPassed: false; readonly trip?: Trip | undefined };

export function probed(circuit: Circuit, finding: Finding, context: CircuitContext): Circuit | undefined {
  if (circuit.phase !== "open" || circuit.probeAt === undefined) return undefined;
  if (finding.isPassed) return { ...circuit, phase: "half-open", probeAt: undefined, endsAt: context.now + quietMs };
  const failures = circuit.failures + 1;
  const { cause, probe, retryAfterMs } = { ...circuit, ...finding.trip };
  const probeAt = nextProbeAt({ probe, retryAfterMs }, circuit.opens + failures, context);
  return { ...circuit, cause, probe, failures, probeAt };
}

/** Half-open: may this message go? The others wait until it is known what became of it. */
export function onTrial(circuit: Circuit, now: number): Circuit | undefined {
  if (circuit.phase !== "half-open" || (circuit.trialUntil ?? 0) > now) return undefined;
  return { ...circuit, trialUntil: now + trialMs };
}

/** What became of the message says nothing: the next one may try. */
export const trialOver = (circuit: Circuit, now: number): Circuit | undefined =>
  circuit.phase === "half-open" && (circuit.trialUntil ?? 0) > now ? { ...circuit, trialUntil: undefined } : undefined;

/** A message went out. */
export const succeeded = (circuit: Circuit): Circuit | undefined =>
  circuit.phase === "half-open" ? closed(circuit) : undefined;

/** Half-open for long enough, and nobody had anything to send. */
export const isQuiet = ({ phase, endsAt = 0, trialUntil = 0 }: Circuit, now: number): boolean =>
  phase === "half-open" && Math.max(endsAt, trialUntil) <= now;

/** A person closes it: nothing is held against it. */
export const closedByHand = (circuit: Circuit | undefined): Circuit | undefined =>
  isOut(circuit) ? { ...closed(circuit), opens: 0 } : undefined;

const closed = (circuit: Circuit): Circuit => ({
  ...circuit,
  ...{ phase: "closed", probeAt: undefined, endsAt: undefined, trialUntil: undefined },
});

function nextProbeAt({ probe, retryAfterMs = 0 }: Omit<Trip, "cause">, tries: number, context: CircuitContext): number {
  const { now, random, settings } = context;
  const { minMs, maxMs } = probe === "read" ? settings.probe : settings.coolDown;
  const waitMs = Math.min(maxMs, minMs * 2 ** (tries - 1)) * (1 + random() / 5);
  return now + Math.ceil(Math.max(waitMs, retryAfterMs));
}
