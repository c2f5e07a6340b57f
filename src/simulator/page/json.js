import { h } from "./dom.js";

const parts = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;

/**
 * JSON with its names and texts in colour.
 *
 * @param {unknown} value
 */
export function jsonOf(value) {
  const text = JSON.stringify(value, null, 2) ?? "";
  const code = h("code", {});
  let written = 0;
  for (const match of text.matchAll(parts)) {
    code.append(text.slice(written, match.index));
    const [whole, quoted, colon] = match;
    if (quoted === undefined) code.append(h("span", { class: "json-value" }, whole));
    else code.append(h("span", { class: colon === undefined ? "json-text" : "json-name" }, quoted), colon ?? "");
    written = match.index + whole.length;
  }
  code.append(text.slice(written));
  return h("pre", { class: "json", tabindex: 0 }, code);
}
