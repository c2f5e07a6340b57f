import { act } from "./actions.js";
import { avatar } from "./avatar.js";
import { bubble } from "./bubble.js";
import { showComposer } from "./composer.js";
import { askOwnPhone } from "./dialogs.js";
import { byId, fill, h, keyed } from "./dom.js";
import { icon } from "./icons.js";
import { isUnlinked, showPairing } from "./pairing.js";
import { store } from "./store.js";
import { dayName, dayOf } from "./time.js";
import { welcome } from "./welcome.js";

/**
 * @import { MessageView } from "../snapshot.js"
 * @import { Chat } from "./store.js"
 *
 * @typedef {{ day: string, name: string } | { message: MessageView, startsRun: boolean }} Row
 */

const log = byId("messages");
/** Whether what comes next is followed: it is until somebody scrolls up. */
let isAtEnd = true;
/** Which chat is drawn. */
let drawn = "";
let barDrawn = "";

/** Draws the open chat. */
export function showChat() {
  const chat = store.open;
  const bar = byId("chat-bar");
  bar.hidden = chat === undefined;
  log.hidden =
    chat === undefined || (chat.messages.length === 0 && chat.instance !== undefined && isUnlinked(chat.instance));
  welcome(chat);
  showPairing(chat);
  showComposer(chat);
  if (!chat) {
    drawn = barDrawn = "";
    return;
  }
  showBar(bar, chat);
  const name = `${store.phone} ${chat.id}`;
  const isNew = drawn !== name;
  const last = chat.last;
  if (isNew || (last?.mine && log.dataset.last !== last.id)) isAtEnd = true;
  // What is there already is not news to be read out.
  log.setAttribute("aria-busy", String(isNew));
  if (isNew) log.replaceChildren();
  drawn = name;
  drawRows(chat);
  log.setAttribute("aria-busy", "false");
  toEnd();
  log.dataset.last = last?.id ?? "";
}

function toEnd() {
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}

/** @param {Chat} chat */
function drawRows(chat) {
  const isGroup = chat.kind === "group";
  keyed(
    log,
    rowsOf(chat.messages),
    (row) => ("message" in row ? row.message.id : `day ${row.day}`),
    // A message is a new object whenever it changes; what stands around it is in the version too.
    (row) =>
      "message" in row ? versionOf(row.message, `${row.startsRun} ${store.inspected === row.message.id}`) : row.name,
    (row) =>
      "message" in row
        ? bubble(row.message, { isGroup, startsRun: row.startsRun, isInspected: store.inspected === row.message.id })
        : h("p", { class: "day" }, h("span", {}, row.name)),
  );
  const rows = /** @type {HTMLElement[]} */ ([...log.querySelectorAll("article")]);
  if (rows.length > 0 && !rows.some((row) => row.tabIndex === 0)) Object.assign(rows.at(-1) ?? {}, { tabIndex: 0 });
}

/** @type {WeakMap<MessageView, Map<string, object>>} */
const versions = new WeakMap();

/**
 * @param {MessageView} message
 * @param {string} around
 */
function versionOf(message, around) {
  const known = versions.get(message) ?? new Map();
  versions.set(message, known);
  if (!known.has(around)) known.set(around, {});
  return known.get(around);
}

/**
 * @param {readonly MessageView[]} messages
 * @returns {Row[]}
 */
function rowsOf(messages) {
  return messages.flatMap((message, i) => {
    const before = messages[i - 1];
    const startsDay = !before || dayOf(before.at) !== dayOf(message.at);
    const startsRun = startsDay || before.author !== message.author || before.mine !== message.mine;
    const row = { message, startsRun };
    return startsDay ? [{ day: dayOf(message.at), name: dayName(message.at, store.now) }, row] : [row];
  });
}

/** @param {HTMLElement} bar */
function showBar(bar, /** @type {Chat} */ chat) {
  const { title, kind, instance, group, typing } = chat;
  const status = typing
    ? typing === "recording"
      ? "recording audio…"
      : "typing…"
    : group
      ? group.members.join(", ")
      : instance?.state === "open"
        ? "online"
        : "not connected";
  const now = JSON.stringify([title, kind, status, store.phone]);
  if (barDrawn === now) return;
  barDrawn = now;
  fill(
    bar,
    h(
      "button",
      {
        class: "icon-button back",
        type: "button",
        "aria-label": "Back to the chats",
        click: backToList,
      },
      icon("back"),
    ),
    avatar(title, kind),
    h(
      "div",
      { class: "bar-words" },
      h("h2", { class: "bar-title" }, title),
      h("p", { class: typing ? "typing" : "muted", role: "status" }, status),
    ),
    h(
      "div",
      { class: "tools" },
      kind === "instance" &&
        h(
          "button",
          {
            class: "icon-button",
            type: "button",
            "aria-label": "Answer from the instance's own phone",
            title: "Answer from the instance's own phone",
            click: () => askOwnPhone(chat),
          },
          icon("phone"),
        ),
      h(
        "button",
        {
          class: "icon-button to-inspector",
          type: "button",
          "aria-label": "Inspector",
          title: "Inspector",
          click: () => document.dispatchEvent(new Event("toggle-inspector")),
        },
        icon("panel"),
      ),
    ),
  );
}

function backToList() {
  store.set({ screen: "list", chat: undefined });
  store.afterDraw(() => byId("chats").querySelector("button")?.focus());
}

/** Arrow keys move from message to message; a click shows a message's traffic. */
export function listenToLog() {
  let top = 0;
  log.addEventListener("scroll", () => {
    const isNear = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
    // Growing takes the end away as well, but only somebody scrolls up.
    if (isNear || log.scrollTop < top) isAtEnd = isNear;
    top = log.scrollTop;
  });
  // Pictures take their place when they are there.
  log.addEventListener("load", toEnd, true);
  log.addEventListener("loadedmetadata", toEnd, true);
  new ResizeObserver(toEnd).observe(log);
  log.addEventListener("keydown", (event) => {
    const rows = /** @type {HTMLElement[]} */ ([...log.querySelectorAll("article")]);
    const at = rows.indexOf(/** @type {HTMLElement} */ (event.target));
    const next = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    rows[Math.min(Math.max(next, 0), rows.length - 1)]?.focus();
  });
  log.addEventListener("focusin", (event) => {
    const row = /** @type {HTMLElement} */ (event.target).closest("article");
    if (!row) return;
    for (const other of log.querySelectorAll('article[tabindex="0"]')) other.setAttribute("tabindex", "-1");
    row.setAttribute("tabindex", "0");
  });
  log.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("button, a, input, label, video")) return;
    const id = target.closest("article")?.dataset.id;
    if (id !== undefined && !getSelection()?.toString())
      store.set({ inspected: store.inspected === id ? undefined : id });
  });
}

/** @type {Set<string>} */
const asked = new Set();

/** Who looks at a chat has read it. */
export function readOpenChat() {
  const isSeen = document.visibilityState === "visible" && (store.screen !== "list" || innerWidth >= 720);
  const last = store.open?.messages.findLast(({ unread }) => unread);
  if (!isSeen || !last || asked.has(`${store.phone} ${last.id}`)) return;
  asked.add(`${store.phone} ${last.id}`);
  act({ type: "read", phone: store.phone, message: last.id });
}
