import { actOnPhone } from "./actions.js";
import { avatar } from "./avatar.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openList } from "./list-sheet.js";
import { mediaOf } from "./media.js";

/** @import { ButtonView, MessageView, PlaceView, PollView } from "../snapshot.js" */

/**
 * What stands above the text of a message: its file, place or cards.
 *
 * @param {MessageView} message
 */
export function above({ parts: { media, location, contacts, title, note } }) {
  return [
    media && mediaOf(media),
    location && placeOf(location),
    contacts && h("div", { class: "cards" }, ...contacts.map(cardOf)),
    title && h("p", { class: "part-title" }, title),
    note && h("p", { class: "part-note" }, icon("none"), `This page does not draw messages of this kind: ${note}.`),
  ];
}

/**
 * What stands below the text, inside of the bubble.
 *
 * @param {MessageView} message
 */
export function below({ id, parts: { poll, footer } }) {
  return [poll && pollOf(id, poll), footer && h("p", { class: "part-footer" }, footer)];
}

/**
 * What hangs under the bubble: things to press.
 *
 * @param {MessageView} message
 */
export function under(message) {
  const { buttons = [], list } = message.parts;
  if (list) {
    const open = () => openList(message, list);
    return [
      h(
        "button",
        { class: "choice", type: "button", click: open, "aria-haspopup": "dialog" },
        icon("list"),
        list.button,
      ),
    ];
  }
  return buttons.map((button) => choiceOf(message.id, button));
}

/** @type {Record<ButtonView["kind"], "reply" | "link" | "phone" | "copy" | "none">} */
const buttonIcons = { reply: "reply", url: "link", call: "phone", copy: "copy", other: "none" };

/**
 * @param {string} message
 * @param {ButtonView} button
 */
function choiceOf(message, { kind, id, title }) {
  const press = () => actOnPhone({ type: "press", message, choice: id || title });
  const hint = kind === "reply" ? undefined : "Only a real phone does something here";
  return h(
    "button",
    { class: "choice", type: "button", click: press, disabled: kind !== "reply", title: hint },
    icon(buttonIcons[kind]),
    title,
  );
}

/** @param {PlaceView} place */
function placeOf({ latitude, longitude, name, address }) {
  const at = `${latitude}, ${longitude}`;
  const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  return h(
    "a",
    { class: "place", href, target: "_blank", rel: "noopener noreferrer" },
    h("span", { class: "map", "aria-hidden": "true" }, icon("place")),
    h("span", { class: "place-name" }, name ?? "Location"),
    h("span", { class: "place-detail" }, address ?? at),
  );
}

/** @param {{ readonly name: string, readonly phones: readonly string[] }} card */
function cardOf({ name, phones }) {
  const numbers = phones.map((phone) => `+${phone}`).join(", ");
  return h(
    "div",
    { class: "card" },
    avatar(name),
    h("span", {}, h("strong", {}, name), h("span", { class: "muted" }, numbers)),
  );
}

/**
 * @param {string} message
 * @param {PollView} poll
 */
function pollOf(message, { options, selectable }) {
  const most = Math.max(1, ...options.map(({ voters }) => voters.length));
  const vote = (/** @type {string} */ name, /** @type {boolean} */ on) => {
    const mine = options.filter((option) => option.mine && option.name !== name).map((option) => option.name);
    const kept = selectable === 1 ? [] : mine;
    actOnPhone({ type: "vote", message, options: on ? [...kept, name] : mine });
  };
  const rows = options.map(({ name, voters, mine }) => {
    const box = h("input", {
      type: "checkbox",
      checked: mine,
      change: (/** @type {Event} */ event) => vote(name, /** @type {HTMLInputElement} */ (event.currentTarget).checked),
    });
    const bar = h("span", { class: "share", "aria-hidden": "true" });
    bar.style.setProperty("--share", String(voters.length / most));
    const count = h("span", { class: "count", title: voters.join(", ") }, String(voters.length));
    return h("label", { class: "option" }, box, h("span", { class: "option-name" }, name), count, bar);
  });
  const hint = selectable === 1 ? "Select one" : selectable === 0 ? "Select one or more" : `Select up to ${selectable}`;
  return h("fieldset", { class: "poll" }, h("legend", { class: "muted" }, icon("poll"), hint), ...rows);
}
