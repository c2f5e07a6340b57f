/** What became of a delivery. */
export type DeliveryOutcome =
  | "accepted"
  | "duplicate"
  | "probe"
  | "unauthorized"
  | "malformed"
  | "not-an-event"
  | "unreadable"
  | "too-large"
  | "too-slow"
  | "wrong-type"
  | "wrong-method"
  | "handler-failed"
  | "unavailable";

/**
 * Our status is an instruction to the gateway. 2xx: done. 400, 401, 403, 404, 422: never again, the event is gone.
 * Anything else: it tries about 10 times over 20 minutes. So what can never become an event is final, and every trouble of
 * our own (a handler, a store, an event in a form that this version cannot read) is a 503, so that nothing is lost by it.
 */
const statuses: Record<DeliveryOutcome, number> = {
  accepted: 200,
  duplicate: 200,
  probe: 200,
  malformed: 400,
  unauthorized: 401,
  "wrong-method": 405,
  "too-slow": 408,
  "too-large": 413,
  "wrong-type": 415,
  "not-an-event": 422,
  unreadable: 503,
  "handler-failed": 503,
  unavailable: 503,
};

/** The one place that decides what the gateway is answered. */
export function statusOf(outcome: DeliveryOutcome): number {
  return statuses[outcome];
}

/** The outcome that is answered with `status`, the first where there are several. */
export function outcomeWith(status: number): DeliveryOutcome | undefined {
  return (Object.keys(statuses) as DeliveryOutcome[]).find((outcome) => statuses[outcome] === status);
}
