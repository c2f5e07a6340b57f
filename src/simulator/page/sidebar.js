import { avatar } from "./avatar.js";
import { askNewGroup, askNewPhone } from "./dialogs.js";
import { byId, fill, h, keyed } from "./dom.js";
import { icon, tick } from "./icons.js";
import { store } from "./store.js";
import { toggleTheme } from "./theme.js";
import { listTime } from "./time.js";

/**
 * @import { PhoneView } from "../snapshot.js"
 * @import { Chat } from "./store.js"
 */

/** Puts the buttons above the chats, once. */
export function startSidebar() {
  const show = () => document.dispatchEvent(new CustomEvent("show-panel", { detail: "gateway" }));
  fill(
    byId("hint"),
    "Phones and gateway run on this machine. ",
    h("button", { class: "link", type: "button", click: show }, "How to connect your bot"),
  );
  fill(
    byId("sidebar-tools"),
    tool("group", "New group", askNewGroup),
    tool("moon", "Light or dark", toggleTheme),
    tool("panel", "Inspector", () => document.dispatchEvent(new Event("toggle-inspector"))),
  );
}

/**
 * @param {Parameters<typeof icon>[0]} name
 * @param {string} label
 * @param {() => void} click
 */
const tool = (name, label, click) =>
  h("button", { class: "icon-button", type: "button", "aria-label": label, title: label, click }, icon(name));

export function showSidebar() {
  const link = byId("link-state");
  const words = store.isLive ? "" : store.snapshot ? "Connecting again…" : "Connecting…";
  if (link.textContent !== words) link.textContent = words;
  showPhones();
  showChats();
}

/** @typedef {{ phone: PhoneView | undefined, isChosen: boolean, unread: number }} PhoneRow */

function showPhones() {
  /** @type {PhoneRow[]} */
  const rows = store.phones.map((phone) => ({
    phone,
    isChosen: phone.number === store.phone,
    unread: store.chats(phone.number).reduce((sum, { unread }) => sum + unread, 0),
  }));
  keyed(
    byId("phones"),
    [...rows, { phone: undefined, isChosen: false, unread: 0 }],
    ({ phone }) => phone?.number ?? "new",
    ({ phone, isChosen, unread }) => `${phone?.name} ${isChosen} ${unread}`,
    (row) => h("li", {}, phoneButton(row)),
  );
}

/** @param {PhoneRow} row */
function phoneButton({ phone, isChosen, unread }) {
  if (!phone) {
    return h(
      "button",
      { class: "phone new", type: "button", "aria-label": "New phone", click: askNewPhone },
      h("span", { class: "avatar" }, icon("plus")),
      h("span", { class: "phone-name" }, "New"),
    );
  }
  const { name, number } = phone;
  const take = () => store.set({ phone: number, chat: undefined, screen: "list" });
  const count = !isChosen && unread > 0 && h("span", { class: "badge", "aria-label": `${unread} unread` }, unread);
  return h(
    "button",
    {
      class: "phone",
      type: "button",
      "aria-pressed": String(isChosen),
      title: `${name}, +${number}`,
      "aria-label": name,
      click: take,
    },
    avatar(name),
    h("span", { class: "phone-name" }, name.split(" ")[0] ?? name),
    count,
  );
}

function showChats() {
  const list = byId("chats");
  const chats = store.chats();
  list.hidden = chats.length === 0;
  keyed(
    list,
    chats,
    ({ id }) => `${store.phone} ${id}`,
    (chat) => versionOf(chat),
    (chat) => h("li", {}, chatButton(chat)),
  );
}

/** @param {Chat} chat */
function versionOf({ id, title, last, unread, typing, instance }) {
  const shown = last && [last.id, last.preview, last.status, listTime(last.at, store.now)];
  return JSON.stringify([title, shown, unread, typing, instance?.state, id === store.chat]);
}

/** @param {Chat} chat */
function chatButton({ id, kind, title, last, unread, typing, instance }) {
  const open = () => {
    store.set({ chat: id, screen: "chat" });
    // On a phone, it would bring up the keyboard.
    if (matchMedia("(pointer: fine)").matches) store.afterDraw(() => byId("text").focus());
  };
  const words = typing
    ? h("span", { class: "typing" }, typing === "recording" ? "recording audio…" : "typing…")
    : h("span", { class: "chat-preview" }, ...previewOf(last, kind, instance?.state));
  return h(
    "button",
    { class: "chat-button", type: "button", "aria-current": id === store.chat ? "true" : undefined, click: open },
    avatar(title, kind),
    h(
      "span",
      { class: "chat-words" },
      h(
        "span",
        { class: "chat-line" },
        h("span", { class: "chat-title" }, title),
        last && h("time", { class: unread > 0 ? "is-unread" : "" }, listTime(last.at, store.now)),
      ),
      h(
        "span",
        { class: "chat-line" },
        words,
        unread > 0 && h("span", { class: "badge", "aria-label": `${unread} unread` }, unread),
      ),
    ),
  );
}

/**
 * @param {Chat["last"]} last
 * @param {Chat["kind"]} kind
 * @param {string | undefined} state
 * @returns {(Node | string)[]}
 */
function previewOf(last, kind, state) {
  if (!last) return [state === undefined || state === "open" ? "No messages yet" : "Not connected: open it to pair it"];
  const mark = last.status && !last.deleted ? [tick(last.status)] : [];
  const who = kind === "group" && !last.mine ? `${last.author}: ` : "";
  const { media, location, contacts, poll } = last.parts;
  const name = media
    ? /** @type {const} */ ({ image: "photo", video: "play", audio: "audio", document: "file", sticker: "sticker" })[
        media.kind
      ]
    : location
      ? "place"
      : contacts
        ? "person"
        : poll
          ? "poll"
          : last.deleted
            ? "none"
            : undefined;
  return [...mark, who, ...(name ? [icon(name)] : []), h("span", {}, last.preview)];
}
