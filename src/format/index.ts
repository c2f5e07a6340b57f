// Markdown in, WhatsApp's own syntax out

export type { ToWhatsAppOptions } from "./options.js";
export { toWhatsApp } from "./to-whatsapp.js";

// Markdown in, nothing but the words out

export { toPlainText } from "./to-plain-text.js";

// WhatsApp's syntax in, what a phone shows or Markdown out

export { fromWhatsApp } from "./from-whatsapp.js";
export { type RenderedText, renderWhatsApp, type TextBlock, type TextSpan } from "./render-whatsapp.js";

// Data in, a table out

export { type TableOptions, type TableValue, table } from "./data-table.js";

// A long text or the tokens of a model in, whole messages out

export { type SplitOptions, splitMessage } from "./split-message.js";
export { type StreamOptions, streamMessages } from "./stream-messages.js";

// Pieces of a message that are safe to nest and to feed with what people typed

export * from "./builders/index.js";

// A message with gaps

export {
  defineTemplate,
  type Money,
  type Template,
  type TemplateOptions,
  type TemplateParams,
  type TemplateText,
  type TemplateValue,
} from "./templates/index.js";

// One choice for every rendering, and what was chosen

export * from "./menu/index.js";
