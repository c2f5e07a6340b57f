import { actOnPhone, say } from "./actions.js";
import { answerTo, editMessage } from "./composer.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { store } from "./store.js";

/** @import { MessageView } from "../snapshot.js" */

const emojis = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

/**
 * What can be done with a message: a menu beside it, with the arrow keys.
 *
 * @param {MessageView} message
 * @param {HTMLElement} anchor
 * @param {HTMLElement} row gets the focus back
 */
export function openMessageMenu(message, anchor, row) {
  document.querySelector(".menu")?.remove();
  const { id, mine, deleted, text, reactions } = message;
  const own = reactions.find((reaction) => reaction.mine)?.emoji;
  const close = (/** @type {boolean} */ givesFocus) => {
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    const now = document.querySelector(`[data-id="${CSS.escape(id)}"]`);
    if (givesFocus) (now instanceof HTMLElement ? now : row).focus();
  };
  const outside = (/** @type {Event} */ event) => {
    if (event.target instanceof Node && !menu.contains(event.target)) close(false);
  };
  const item = (
    /** @type {Parameters<typeof icon>[0]} */ name,
    /** @type {string} */ label,
    /** @type {() => void} */ run,
  ) =>
    h(
      "button",
      {
        role: "menuitem",
        type: "button",
        tabindex: -1,
        click: () => {
          close(true);
          run();
        },
      },
      icon(name),
      label,
    );
  const react = (/** @type {string} */ emoji) =>
    h(
      "button",
      {
        role: "menuitemradio",
        type: "button",
        tabindex: -1,
        "aria-checked": String(emoji === own),
        "aria-label": `React with ${emoji}`,
        click: () => {
          close(true);
          actOnPhone({ type: "react", message: id, emoji: emoji === own ? "" : emoji });
        },
      },
      emoji,
    );
  const inspect = () => {
    store.set({ inspected: id, screen: "inspector" });
    document.dispatchEvent(new Event("inspect"));
  };
  const isText = Object.keys(message.parts).length === 0;
  const menu = h(
    "div",
    { class: "menu", role: "menu", "aria-label": "Message options" },
    !deleted && h("div", { class: "emojis", role: "group", "aria-label": "React" }, ...emojis.map(react)),
    !deleted && item("reply", "Reply", () => answerTo(message)),
    !deleted && text !== "" && item("copy", "Copy text", () => copy(text)),
    !deleted && mine && isText && item("edit", "Edit", () => editMessage(message)),
    !deleted && mine && item("trash", "Delete for everyone", () => actOnPhone({ type: "delete", message: id })),
    item("traffic", "Show traffic", inspect),
  );
  document.body.append(menu);
  place(menu, anchor.getBoundingClientRect());
  document.addEventListener("pointerdown", outside, true);
  const items = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("button")]);
  menu.addEventListener("keydown", (event) => {
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: -1 }[
      event.key
    ];
    if (next !== undefined) {
      event.preventDefault();
      items.at(next % items.length)?.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      close(true);
    }
  });
  items[0]?.focus();
}

/** @param {string} text */
function copy(text) {
  navigator.clipboard.writeText(text).catch(() => say("The browser does not let this page copy."));
}

/**
 * @param {HTMLElement} menu
 * @param {DOMRect} anchor
 */
function place(menu, anchor) {
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.min(Math.max(8, anchor.right - width), innerWidth - width - 8);
  const top = anchor.bottom + height + 8 > innerHeight ? Math.max(8, anchor.top - height) : anchor.bottom;
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}
