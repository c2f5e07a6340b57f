// Pieces of a message that are safe to nest and to feed with what people typed.

export {
  bold,
  bullets,
  code,
  codeBlock,
  compose,
  italic,
  link,
  mention,
  numbered,
  quote,
  strike,
} from "./builders.js";
export type { FormattedText, TextPart } from "./formatted.js";

// A contact card as a file

export { type VCardContact, vCard } from "./v-card.js";
