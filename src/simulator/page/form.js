import { h } from "./dom.js";
import { openModal } from "./modal.js";

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string} label
 * @property {string} [value]
 * @property {boolean} [required]
 * @property {boolean} [checkbox]
 * @property {boolean} [checked]
 * @property {number} [rows] a text of several lines
 * @property {string} [inputmode]
 * @property {string} [pattern]
 * @property {string} [hint]
 */

let count = 0;

/**
 * Asks for a few things in a dialog. It stays open until `done` answers true; a box that is not ticked has no value.
 *
 * @param {{ title: string, submit: string, fields: readonly Field[], done: (values: Record<string, string | undefined>) => Promise<boolean> }} form
 */
export function openForm({ title, submit, fields, done }) {
  const form = h(
    "form",
    { class: "form" },
    ...fields.map(fieldOf),
    h("div", { class: "form-end" }, h("button", { class: "primary", type: "submit" }, submit)),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));
    if (await done(values)) dialog.close();
  });
  const dialog = openModal({ kind: "dialog", title, form });
  const first = form.querySelector("input, textarea");
  if (first instanceof HTMLElement) first.focus();
}

/** @param {Field} field */
function fieldOf({
  name,
  label,
  value = "",
  required = false,
  checkbox = false,
  checked = false,
  rows,
  inputmode,
  pattern,
  hint,
}) {
  const id = `field-${++count}`;
  if (checkbox) {
    return h(
      "label",
      { class: "field check" },
      h("input", { id, name, type: "checkbox", checked, value: value || "on" }),
      label,
    );
  }
  const common = { id, name, required, inputmode, pattern, title: hint, autocomplete: "off" };
  const control = rows === undefined ? h("input", { ...common, value }) : h("textarea", { ...common, rows, value });
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, label),
    control,
    hint && h("p", { class: "muted" }, hint),
  );
}
