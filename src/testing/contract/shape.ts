import { isRecord } from "../../internal/record.js";

/** One of several shapes. */
export class AnyOf {
  readonly shapes: readonly Shape[];
  constructor(shapes: readonly Shape[]) {
    this.shapes = shapes;
  }
}

/** A list of exactly these items, in this order. */
export class Tuple {
  readonly items: readonly Shape[];
  constructor(items: readonly Shape[]) {
    this.items = items;
  }
}

/**
 * What a JSON value must look like: a type's name; a text's pattern; `true`, `false`, a number or `null` for themselves;
 * `[shape]` for a list; an object for its fields, of which those written `"name?"` may be missing. Other fields are allowed.
 * `undefined` is an empty body.
 */
export type Shape =
  | "string"
  | "number"
  | "boolean"
  | "object"
  | "anything"
  | RegExp
  | boolean
  | number
  | null
  | undefined
  | AnyOf
  | Tuple
  | readonly [Shape]
  | { readonly [field: string]: Shape };

export const anyOf = (...shapes: readonly Shape[]): Shape => new AnyOf(shapes);
export const tuple = (...items: readonly Shape[]): Shape => new Tuple(items);
export const optional = (shape: Shape): Shape => new AnyOf([shape, null]);

/** A pattern for exactly this text. */
export const exactly = (text: string): RegExp => new RegExp(`^${text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$`);

/** Where a value differs from its shape, e.g. `response.message[0]: expected string, got undefined`; `undefined` when it fits. */
export function mismatch(value: unknown, shape: Shape, path = ""): string | undefined {
  if (shape === "anything") return undefined;
  if (shape instanceof AnyOf) {
    const reasons = shape.shapes.map((each) => mismatch(value, each, path));
    return reasons.includes(undefined) ? undefined : joined(reasons as string[]);
  }
  if (shape instanceof Tuple) {
    if (!Array.isArray(value) || value.length !== shape.items.length) {
      return differs(value, `a list of ${shape.items.length}`, path);
    }
    return first(shape.items, (item, index) => mismatch(value[index], item, `${path}[${index}]`));
  }
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return differs(value, "array", path);
    return first(value, (item, index) => mismatch(item, shape[0], `${path}[${index}]`));
  }
  if (shape instanceof RegExp) {
    if (typeof value === "string" && shape.test(value)) return undefined;
    return differs(value, `text like ${shape}`, path, typeof value === "string" ? JSON.stringify(value) : undefined);
  }
  if (isRecord(shape)) return objectMismatch(value, shape as FieldShapes, path);
  if (typeof shape === "string") return nameOf(value) === shape ? undefined : differs(value, shape, path);
  if (value === shape) return undefined;
  return differs(value, String(shape), path, typeof shape === typeof value ? String(value) : undefined);
}

type FieldShapes = { readonly [field: string]: Shape };

function objectMismatch(value: unknown, shape: FieldShapes, path: string): string | undefined {
  if (!isRecord(value)) return differs(value, "object", path);
  return first(Object.entries(shape), ([written, field]) => {
    const name = written.replace(/\?$/, "");
    if (name !== written && value[name] === undefined) return undefined;
    return mismatch(value[name], field, path === "" ? name : `${path}.${name}`);
  });
}

/** Reasons to refuse one and the same value become one. */
function joined(reasons: readonly string[]): string {
  const parts = reasons.map((reason) => /^(?<where>.*): expected (?<what>.*), got (?<got>.*)$/s.exec(reason)?.groups);
  const [one] = parts;
  const isSame = one && parts.every((part) => part?.where === one.where && part?.got === one.got);
  if (!isSame) return [...new Set(reasons)].join(", or ");
  return `${one.where}: expected ${parts.map((part) => part?.what).join(" or ")}, got ${one.got}`;
}

function first<T>(items: readonly T[], check: (item: T, index: number) => string | undefined): string | undefined {
  for (const [index, item] of items.entries()) {
    const reason = check(item, index);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function differs(value: unknown, expected: string, path: string, got = nameOf(value)): string {
  return `${path || "the body"}: expected ${expected === "undefined" ? "nothing" : expected}, got ${got}`;
}

const nameOf = (value: unknown) => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);
