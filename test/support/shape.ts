import { isRecord } from "../../src/internal/record.js";

/**
 * Keys and types of a JSON value in one line, keys in order: `{fromMe:boolean,id,names:[string]}`. A text has no type, and the
 * gateway's forms of bytes and of large numbers are called so.
 */
export function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `[${shapeOf(value[0]) || "string"}]`;
  if (typeof value === "string") return "";
  if (!isRecord(value)) return value === null ? "null" : typeof value;
  const names = Object.keys(value).sort();
  if (names.length === 3 && "low" in value && "high" in value) return "long";
  if (names.length > 0 && names.every((name) => /^\d+$/.test(name))) return "bytes";
  const fields = names.map((name) => {
    const shape = shapeOf(value[name]);
    return shape === "" ? name : `${name}:${shape}`;
  });
  return `{${fields.join(",")}}`;
}
