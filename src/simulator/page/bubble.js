import { colourOf } from "./avatar.js";
import { h } from "./dom.js";
import { icon, tick } from "./icons.js";
import { openMessageMenu } from "./message-menu.js";
import { above, below, under } from "./parts.js";
import { textOf } from "./text.js";
import { clockTime, fullTime } from "./time.js";

/** @import { MessageView } from "../snapshot.js" */

/**
 * One message. It can have the focus; Enter or the menu key opens what can be done with it.
 *
 * @param {MessageView} message
 * @param {{ isGroup: boolean, startsRun: boolean, isInspected: boolean }} place
 */
export function bubble(message, { isGroup, startsRun, isInspected }) {
  const { id, mine, author, at, deleted, blocks, reactions, parts } = message;
  const isSticker = parts.media?.kind === "sticker" && !deleted;
  const more = h(
    "button",
    { class: "more", type: "button", tabindex: -1, "aria-label": "Message options", "aria-haspopup": "menu" },
    icon("more"),
  );
  const inside = h(
    "div",
    { class: isSticker ? "bubble bare" : "bubble" },
    isGroup && !mine && startsRun && h("p", { class: `author colour-text-${colourOf(author)}` }, author),
    message.forwarded && h("p", { class: "forwarded" }, icon("forward"), "Forwarded"),
    quoteOf(message),
    ...(deleted ? [h("p", { class: "gone" }, icon("none"), "This message was deleted")] : above(message)),
    blocks.length > 0 && textOf(blocks),
    ...(deleted ? [] : below(message)),
    metaOf(message),
    more,
  );
  const choices = deleted ? [] : under(message);
  const row = h(
    "article",
    {
      class: `row ${mine ? "mine" : "theirs"}${startsRun ? " starts" : ""}${isInspected ? " inspected" : ""}`,
      tabindex: -1,
      "data-id": id,
      "aria-label": `${mine ? "You" : author}, ${clockTime(at)}`,
      title: fullTime(at),
    },
    choices.length === 0
      ? inside
      : h("div", { class: "with-choices" }, inside, h("div", { class: "choices" }, ...choices)),
    reactions.length > 0 && reactionsOf(reactions),
  );
  const open = () => openMessageMenu(message, more, row);
  more.addEventListener("click", open);
  row.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    open();
  });
  row.addEventListener("keydown", (event) => {
    if (event.target === row && event.key === "Enter") {
      event.preventDefault();
      open();
    }
  });
  return row;
}

/** @param {MessageView} message */
function quoteOf({ quoted, deleted }) {
  if (!quoted || deleted) return undefined;
  const go = () => {
    const target = document.querySelector(`[data-id="${CSS.escape(quoted.id)}"]`);
    if (!(target instanceof HTMLElement)) return;
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  };
  return h(
    "button",
    { class: "quote", type: "button", click: go, "aria-label": `Answers ${quoted.author}: ${quoted.preview}` },
    quoted.author && h("span", { class: `quote-author colour-text-${colourOf(quoted.author)}` }, quoted.author),
    h("span", { class: "quote-text" }, quoted.preview),
  );
}

/** @param {MessageView} message */
function metaOf({ at, edited, status, deleted }) {
  return h(
    "span",
    { class: "meta" },
    edited && !deleted && h("span", {}, "Edited"),
    h("time", { datetime: new Date(at).toISOString() }, clockTime(at)),
    status && !deleted && tick(status),
  );
}

/** @param {MessageView["reactions"]} reactions */
function reactionsOf(reactions) {
  const emojis = [...new Set(reactions.map(({ emoji }) => emoji))];
  const who = reactions.map(({ author, emoji }) => `${author}: ${emoji}`).join(", ");
  return h(
    "span",
    { class: "reactions", role: "img", "aria-label": `Reactions: ${who}`, title: who },
    emojis.join(""),
    reactions.length > 1 && h("span", { class: "count" }, reactions.length),
  );
}
