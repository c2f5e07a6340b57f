import { h } from "./dom.js";
import { icon } from "./icons.js";

const colours = 8;

/**
 * @param {string} name
 * @param {"instance" | "group" | "person"} [kind]
 */
export function avatar(name, kind = "person") {
  const inside = kind === "group" ? icon("group") : initials(name);
  return h("span", { class: `avatar colour-${colourOf(name)}`, "aria-hidden": "true" }, inside);
}

/** @param {string} name */
export function colourOf(name) {
  let hash = 0;
  for (const char of name) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 1_000_003;
  return hash % colours;
}

/** @param {string} name */
function initials(name) {
  const words = name.split(/[\s_-]+/).filter(Boolean);
  const letters = words.slice(0, 2).map((word) => [...word][0] ?? "");
  return letters.join("").toUpperCase() || "?";
}
