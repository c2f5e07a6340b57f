import { InvalidArgumentError } from "../../errors/index.js";
import { describe } from "../../internal/record.js";
import { isLid, personAddress } from "./address.js";
import { encodeScope } from "./nodes.js";

/** What a store's key has room for. */
const longestName = 400;

export function isInstanceName(value: unknown): value is string {
  if (typeof value !== "string" || value === "" || value.length > longestName || !value.isWellFormed()) return false;
  return encodeScope(value).length <= longestName;
}

/** @throws {InvalidArgumentError} */
export function checkInstance(name: string, value: unknown): asserts value is string {
  if (isInstanceName(value)) return;
  throw new InvalidArgumentError(
    `Expected \`${name}\` to be a text of 1 to ${longestName} characters (% and : count as 3), got ${describe(value)}. Pass the instance's name.`,
  );
}

/** @throws {InvalidArgumentError} */
export function checkPhone(phone: unknown): string {
  const address = personAddress(phone);
  if (address !== undefined && !isLid(address)) return address;
  throw new InvalidArgumentError(
    `Expected \`phone\` to be the digits of a number or its JID, got ${describe(phone)}. Pass "5511999990001".`,
  );
}

/** @throws {InvalidArgumentError} */
export function checkLid(lid: unknown): string {
  const isDigits = typeof lid === "string" && !lid.includes("@");
  const address = personAddress(isDigits ? `${lid}@lid` : lid);
  if (address !== undefined && isLid(address)) return address;
  throw new InvalidArgumentError(
    `Expected \`lid\` to be the digits of a LID or its JID, got ${describe(lid)}. Pass "190000000000001@lid".`,
  );
}

/** @throws {InvalidArgumentError} */
export function checkPersonKey(person: unknown): string {
  if (typeof person === "string" && /^\d{5,20}@(?:s\.whatsapp\.net|lid)(?:~\d{1,20})?$/.test(person)) return person;
  throw new InvalidArgumentError(
    `Expected \`person\` to be a key that \`resolve\` has answered, got ${describe(person)}.`,
  );
}
