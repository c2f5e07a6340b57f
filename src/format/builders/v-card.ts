import { InvalidArgumentError } from "../../errors/index.js";
import { describe } from "../../internal/record.js";

/** A person or a business, in the words of the gateway's `sendContact`. */
export interface VCardContact {
  readonly fullName: string;
  /** As people are to read it: `+55 11 99999-0001`. */
  readonly phoneNumber: string;
  /** Digits of the WhatsApp account behind the card. @default the digits of `phoneNumber` */
  readonly wuid?: string | undefined;
  readonly organization?: string | undefined;
  readonly email?: string | undefined;
  readonly url?: string | undefined;
}

/**
 * A contact card (vCard 3.0), to be sent as a file or shown as a QR code. Values cannot add fields of their own.
 * For a card in a chat use the client's `sendContact`, which takes the same fields.
 *
 * @throws {InvalidArgumentError} there is no name, or no digits in the number
 */
export function vCard({ fullName, phoneNumber, wuid, organization, email, url }: VCardContact): string {
  const name = escaped(fullName);
  const account = (wuid ?? phoneNumber).replace(/\D/g, "");
  if (name === "") throw new InvalidArgumentError(`Expected \`fullName\` to be a name, got ${describe(fullName)}.`);
  if (account === "") {
    throw new InvalidArgumentError(`Expected \`phoneNumber\` to have digits, got ${describe(phoneNumber)}.`);
  }
  return [
    "BEGIN:VCARD",
    "VERSION:3.0",
    `N:;${name};;;`,
    `FN:${name}`,
    ...field("ORG", organization),
    `TEL;type=CELL;waid=${account}:${oneLine(phoneNumber)}`,
    ...field("EMAIL", email),
    ...(url === undefined ? [] : [`URL:${oneLine(url)}`]),
    "END:VCARD",
    "",
  ].join("\r\n");
}

function field(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`${name}:${escaped(value)}`];
}

function escaped(value: string): string {
  return value
    .trim()
    .replace(/[\\;,]/g, "\\$&")
    .replace(/\r\n?|[\n\u0085\u2028\u2029]/g, "\\n");
}

/** Control characters end a line or confuse readers; a number or an address has none. */
function oneLine(value: string): string {
  return value.replace(/[\p{Cc}\u2028\u2029]/gu, "");
}
