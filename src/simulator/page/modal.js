import { h } from "./dom.js";
import { icon } from "./icons.js";

/**
 * Shows a form above the page, with a title and a button that closes it. It is gone when it is closed.
 *
 * @param {{ kind: "dialog" | "sheet", title: string, form: HTMLElement }} modal
 */
export function openModal({ kind, title, form }) {
  const close = h(
    "button",
    { class: "icon-button", type: "button", "aria-label": "Close", click: () => dialog.close() },
    icon("close"),
  );
  const dialog = h("dialog", { class: kind, "aria-label": title }, h("header", {}, h("h2", {}, title), close), form);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
