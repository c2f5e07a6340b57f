import { isRecord } from "../../internal/record.js";
import { messageTypeOf } from "./frame.js";
import { fileKinds } from "./phone-content.js";

const otherKinds = ["location", "contact", "poll"] as const;

/** @throws {TypeError} it is nothing that a phone can send */
export function checkContent(given: unknown): void {
  if (typeof given === "string") return;
  if (!isRecord(given))
    throw new TypeError(`Expected a text or an object such as { image: bytes }, got ${shown(given)}.`);
  const isGiven = (field: string) => given[field] !== undefined;
  for (const field of fileKinds.filter(isGiven)) {
    if (given[field] instanceof Uint8Array) continue;
    throw new TypeError(`Expected \`${field}\` to be a Uint8Array, got ${shown(given[field])}. Pass the file's bytes.`);
  }
  for (const field of otherKinds.filter(isGiven)) {
    if (isRecord(given[field]) || Array.isArray(given[field])) continue;
    throw new TypeError(`Expected \`${field}\` to be an object, got ${shown(given[field])}.`);
  }
  if ([...fileKinds, ...otherKinds].some(isGiven) || messageTypeOf(given) !== "unknown") return;
  const fields = Object.keys(given).join(", ") || "nothing";
  throw new TypeError(
    `Expected a field such as \`image\` or \`poll\`, or the gateway's \`imageMessage\`, got ${fields}.`,
  );
}

/** @throws {TypeError} what is to be built is not said in an object, or is at no instant */
export function checkInput(builder: string, input: unknown): void {
  if (!isRecord(input)) {
    throw new TypeError(
      `Expected \`${builder}\` to get an object, got ${shown(input)}. Pass e.g. { from: "5511999990001" }.`,
    );
  }
  const { at } = input;
  if (at === undefined || (typeof at === "number" && Number.isFinite(at))) return;
  throw new TypeError(`Expected \`at\` to be epoch ms, got ${shown(at)}. Pass e.g. Date.now().`);
}

function shown(value: unknown): string {
  const text = typeof value === "number" ? String(value) : JSON.stringify(value);
  return `${text ?? String(value)} (${typeof value})`;
}
