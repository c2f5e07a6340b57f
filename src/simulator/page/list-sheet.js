import { actOnPhone } from "./actions.js";
import { h } from "./dom.js";
import { openModal } from "./modal.js";

/** @import { ListView, MessageView } from "../snapshot.js" */

/**
 * The rows of a list, on a sheet that comes up from below.
 *
 * @param {MessageView} message
 * @param {ListView} list
 */
export function openList({ id: message }, { button, sections }) {
  const send = h("button", { class: "primary", type: "submit", disabled: true }, "Send");
  const form = h("form", { class: "sheet-form", method: "dialog" });
  const rowOf = (/** @type {ListView["sections"][number]["rows"][number]} */ { id, title, description }) => {
    const radio = h("input", {
      type: "radio",
      name: "row",
      value: id || title,
      change: () => Object.assign(send, { disabled: false }),
    });
    const words = h(
      "span",
      { class: "row-words" },
      h("span", {}, title),
      description && h("span", { class: "muted" }, description),
    );
    return h("label", { class: "sheet-row" }, words, radio);
  };
  for (const { title, rows } of sections) {
    form.append(h("fieldset", {}, h("legend", {}, title || button), ...rows.map(rowOf)));
  }
  form.append(h("div", { class: "sheet-end" }, send));
  form.addEventListener("submit", () => {
    const choice = new FormData(form).get("row");
    if (typeof choice === "string") actOnPhone({ type: "press", message, choice });
  });
  openModal({ kind: "sheet", title: button, form });
}
