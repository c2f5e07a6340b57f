import { h } from "./dom.js";

/** @import { TextBlock, TextSpan } from "../../format/index.js" */

/**
 * A message's text as elements: lines, lists and quotes, with their words in style.
 *
 * @param {readonly TextBlock[]} blocks
 */
export function textOf(blocks) {
  const text = h("div", { class: "text" });
  for (let i = 0; i < blocks.length; ) {
    const block = blocks[i];
    if (!block) break;
    const group = blocks.slice(i, endOfGroup(blocks, i));
    text.append(groupOf(block, group));
    i += group.length;
  }
  return text;
}

/**
 * Lines of a list, and lines of a quote, stand together.
 *
 * @param {readonly TextBlock[]} blocks
 * @param {number} from
 */
function endOfGroup(blocks, from) {
  const kind = blocks[from]?.kind;
  if (kind === "paragraph" || kind === "code") return from + 1;
  let end = from + 1;
  while (blocks[end]?.kind === kind) end++;
  return end;
}

/**
 * @param {TextBlock} first
 * @param {readonly TextBlock[]} group
 */
function groupOf(first, group) {
  switch (first.kind) {
    case "paragraph":
      return h("p", {}, ...(first.spans.length === 0 ? [h("br")] : first.spans.map(spanOf)));
    case "code":
      return h("pre", {}, h("code", {}, first.spans.map(({ text }) => text).join("")));
    case "quote":
      return h("blockquote", {}, ...group.map(({ spans }) => h("p", {}, ...spans.map(spanOf))));
    case "bullet":
      return h("ul", {}, ...group.map(({ spans }) => h("li", {}, ...spans.map(spanOf))));
    case "number":
      return h(
        "ol",
        {},
        ...group.map((block) =>
          h("li", { value: block.kind === "number" ? block.number : 1 }, ...block.spans.map(spanOf)),
        ),
      );
  }
}

/**
 * Code within a line. Breaks at its ends stand outside of it: inside, each would be an empty box.
 *
 * @param {string} text
 */
function codeOf(text) {
  const [, before = "", inside = text, after = ""] = /^(\n*)(.*?)(\n*)$/s.exec(text) ?? [];
  const node = document.createDocumentFragment();
  node.append(before, h("code", {}, inside), after);
  return node;
}

/** @param {TextSpan} span */
function spanOf({ text, bold, italic, strike, code, link }) {
  /** @type {Node} */
  let node = code ? codeOf(text) : document.createTextNode(text);
  if (strike) node = h("s", {}, node);
  if (italic) node = h("em", {}, node);
  if (bold) node = h("strong", {}, node);
  if (link !== undefined && /^(https?:\/\/|mailto:)/i.test(link)) {
    node = h("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, node);
  }
  return node;
}
