import type { LimitDecision } from "../decision.js";

export interface Refused {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const contentType = "application/problem+json";

/** 429 with the draft's problem type; 503 when it was not a limit but the store that failed. */
export function refusalOf({ decidedBy, retryAfterMs, rules }: LimitDecision): Refused {
  const wait = `Come back in ${Math.ceil(retryAfterMs / 1_000)} s.`;
  if (decidedBy === "onStoreError") {
    const body = { type: "about:blank", title: "Service Unavailable", status: 503, detail: wait };
    return { status: 503, contentType, body: JSON.stringify(body) };
  }
  const body = {
    type: "https://iana.org/assignments/http-problem-types#quota-exceeded",
    title: "Request cannot be satisfied as assigned quota has been exceeded",
    status: 429,
    detail: wait,
    "violated-policies": rules.filter(({ allowed }) => !allowed).map(({ name }) => name),
  };
  return { status: 429, contentType, body: JSON.stringify(body) };
}
