import { endpoints, laterEndpoints } from "../client/endpoints/index.js";
import { describe, own } from "../internal/record.js";
import { toEventName } from "../webhooks/index.js";
import type { Fault, FaultKind } from "./faults.js";

/** What a field may hold. */
interface Field {
  readonly expected: string;
  readonly isRequired?: true;
  readonly accepts: (value: unknown) => boolean;
}

const whole = (from: number, to = Number.MAX_SAFE_INTEGER): Field => ({
  expected:
    to === Number.MAX_SAFE_INTEGER ? `a whole number of at least ${from}` : `a whole number from ${from} to ${to}`,
  accepts: (value) => Number.isInteger(value) && Number(value) >= from && Number(value) <= to,
});
const finite: Field = {
  expected: "a finite number of at least 0",
  accepts: (value) => Number.isFinite(value) && Number(value) >= 0,
};
const oneOf = (...values: readonly string[]): Field => ({
  expected: values.map((value) => JSON.stringify(value)).join(" or "),
  accepts: (value) => values.includes(value as string),
});
const anything: Field = { expected: "anything", accepts: () => true };
const needed = (field: Field): Field => ({ ...field, isRequired: true });

const anyScope = {
  instance: { expected: "an instance's name", accepts: (value: unknown) => typeof value === "string" },
  times: {
    expected: "a whole number of at least 1, or Infinity",
    accepts: (value: unknown) => value === Number.POSITIVE_INFINITY || whole(1).accepts(value),
  },
  probability: {
    expected: "a number from 0 to 1",
    accepts: (value: unknown) => typeof value === "number" && value >= 0 && value <= 1,
  },
};
const ofRoute = {
  ...anyScope,
  route: {
    expected: 'a route by its name in `endpoints`, e.g. "sendText", or "*"',
    accepts: (value: unknown) =>
      typeof value === "string" && (value === "*" || Object.hasOwn({ ...endpoints, ...laterEndpoints }, value)),
  },
};
const ofEvent = {
  ...anyScope,
  // Names that are not known are those of newer servers.
  event: {
    expected: 'an event by its dotted name, e.g. "messages.upsert"',
    accepts: (value: unknown) => typeof value === "string" && value !== "" && (toEventName(value) ?? value) === value,
  },
};

const status = whole(400, 599);
const when = oneOf("before", "after");

/** The fields of each kind, scope included. */
const fields = {
  status: { ...ofRoute, status: needed(status), message: anything, retryAfterSeconds: finite },
  license: ofRoute,
  delay: { ...ofRoute, delayMs: needed(finite), when },
  drop: { ...ofRoute, when: needed(when) },
  "error-after": { ...ofRoute, status, message: anything },
  row: { ...ofRoute, row: needed(oneOf("late", "never", "lid")), lateMs: finite },
  pending: ofRoute,
  refused: ofRoute,
  duplicate: { ...ofEvent, copies: whole(1) },
  late: { ...ofEvent, delayMs: needed(finite) },
  reorder: { ...ofEvent, count: whole(2) },
  lose: ofEvent,
  "expired-jwt": ofEvent,
} as const satisfies Record<FaultKind, Readonly<Record<string, Field>>>;

/** @throws {RangeError} the fault could never strike as it is meant: says which field, what was expected, and what came */
export function checkFault(fault: Fault): void {
  const { kind, ...given } = fault;
  if (!Object.hasOwn(fields, kind)) {
    const kinds = Object.keys(fields).map((each) => JSON.stringify(each));
    throw new RangeError(`Expected \`kind\` to be one of ${kinds.join(", ")}, got ${describe(kind)}.`);
  }
  const known: Readonly<Record<string, Field>> = fields[kind];
  const foreign = Object.entries(given).find(([name, value]) => value !== undefined && !Object.hasOwn(known, name));
  if (foreign) {
    const names = Object.keys(known).map((name) => `\`${name}\``);
    throw new RangeError(`A fault of the kind "${kind}" has no \`${foreign[0]}\`. It has ${names.join(", ")}.`);
  }
  for (const [name, { expected, isRequired, accepts }] of Object.entries(known)) {
    const value = own(given, name);
    if (value === undefined ? !isRequired : accepts(value)) continue;
    throw new RangeError(`Expected \`${name}\` of a fault "${kind}" to be ${expected}, got ${describe(value)}.`);
  }
}
