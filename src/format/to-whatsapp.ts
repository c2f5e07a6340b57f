import { linesOf } from "./lines.js";
import type { ToWhatsAppOptions } from "./options.js";
import { serialise } from "./serialise.js";

/**
 * Turns Markdown (CommonMark and GFM) into the text a WhatsApp client shows with the same words and emphasis.
 *
 * Text that would become formatting by accident is kept as written by an invisible U+2060 beside the marker;
 * U+200B lets a marker work inside a word. Neither is put into code, URLs, e-mail addresses, numbers or Pix keys.
 * What WhatsApp lacks is written out: headings are bold, a link is `label (url)`, tables are aligned or listed.
 *
 * Never throws. A paragraph too deep or too dense to be read safely (a model gone astray, an attack) is shown as
 * plain text; link definitions then reach only as far as the next such paragraph.
 *
 * @example toWhatsApp("**Paid** on [our site](https://example.com)"); // "*Paid* on our site (https://example.com)"
 */
export function toWhatsApp(markdown: string, options: ToWhatsAppOptions = {}): string {
  return serialise(linesOf(markdown, options));
}
