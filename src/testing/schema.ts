import { isRecord, type JsonObject, own } from "../internal/record.js";
import { type Reply, refusal } from "./reply.js";

/** What the server's schema wants of a value, as far as it says so in its answers. */
export interface Rule {
  readonly type?: "string" | "number" | "integer" | "boolean" | "array" | "object";
  readonly oneOf?: readonly unknown[];
  /** Of a number. */
  readonly min?: number;
  readonly max?: number;
  /** Of a text or a list. */
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: RegExp;
  readonly unique?: true;
  /** Fields that must be there. */
  readonly required?: readonly string[];
  readonly fields?: Readonly<Record<string, Rule>>;
  readonly items?: Rule;
  /** What it says instead of each of its own complaints. */
  readonly description?: string;
}

/** One thing that is wrong, and where: `instance` is the body itself. */
export interface Complaint {
  readonly property: string;
  readonly message: string;
}

/** A body against its schema: all that is wrong is said at once. */
export function checkBody(body: JsonObject, rule: Rule): Reply | undefined {
  const found = complaints(body, rule);
  return found.length > 0 ? refusal(400, [found.map(({ message }) => message)]) : undefined;
}

/** What is wrong with a value, in the schema library's words: missing fields first. */
export function complaints(value: unknown, rule: Rule, property = "instance"): Complaint[] {
  const { required = [], fields = {}, items, description } = rule;
  const absent = isRecord(value) ? required.filter((field) => value[field] === undefined) : [];
  const texts = [...absent.map((field) => `requires property "${field}"`), ...ownComplaints(value, rule)];
  const said =
    description !== undefined && texts.length > 0 ? [description] : texts.map((text) => `${property} ${text}`);
  const inner = property === "instance" ? "" : `${property}.`;
  const ofFields = Object.entries(fields).flatMap(([field, each]) => {
    const held = own(value, field);
    return held === undefined ? [] : complaints(held, each, `${inner}${field}`);
  });
  const ofItems =
    items && Array.isArray(value) ? value.flatMap((item, at) => complaints(item, items, `${property}[${at}]`)) : [];
  return [...said.map((message) => ({ property, message })), ...ofFields, ...ofItems];
}

function ownComplaints(
  value: unknown,
  { type, oneOf, min, max, minLength, maxLength, pattern, unique }: Rule,
): string[] {
  if (type !== undefined && !isOfType(value, type)) return [`is not of a type(s) ${type}`];
  const length = typeof value === "string" || Array.isArray(value) ? value.length : undefined;
  const found: (string | false | undefined)[] = [
    oneOf && !oneOf.includes(value) && `is not one of enum values: ${oneOf.join(",")}`,
    min !== undefined && Number(value) < min && `must be greater than or equal to ${min}`,
    max !== undefined && Number(value) > max && `must be less than or equal to ${max}`,
    length !== undefined && length < (minLength ?? 0) && `does not meet minimum length of ${minLength}`,
    length !== undefined && length > (maxLength ?? length) && `does not meet maximum length of ${maxLength}`,
    pattern && typeof value === "string" && !pattern.test(value) && `does not match pattern "${pattern.source}"`,
    unique && Array.isArray(value) && new Set(value).size < value.length && "contains duplicate item",
  ];
  return found.filter((text) => typeof text === "string");
}

function isOfType(value: unknown, type: NonNullable<Rule["type"]>): boolean {
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isRecord(value);
  return type === "integer" ? Number.isInteger(value) : typeof value === type;
}

export const text: Rule = { type: "string" };
export const flag: Rule = { type: "boolean" };
export const oneOf = (...values: readonly unknown[]): Rule => ({ oneOf: values });
