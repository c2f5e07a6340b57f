import { actOnPhone } from "./actions.js";
import { attachments } from "./attach.js";
import { byId, fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { isUnlinked } from "./pairing.js";
import { store } from "./store.js";

/**
 * @import { MessageView } from "../snapshot.js"
 * @import { Chat } from "./store.js"
 */

const composer = /** @type {HTMLFormElement} */ (byId("composer"));
const input = h("textarea", { id: "text", rows: 1, placeholder: "Type a message", "aria-label": "Type a message" });
const context = h("div", { class: "context", hidden: true });
const send = h("button", { class: "icon-button send", type: "submit", "aria-label": "Send" }, icon("send"));

/** What is being written in a chat that is not open. @type {Map<string, string>} */
const drafts = new Map();
let drawn = "";
/** @type {MessageView | undefined} */
let answered;
/** @type {MessageView | undefined} */
let edited;
/** What was being written when the editing began: it is there again afterwards. */
let setAside = "";
let typedAt = 0;

/** Puts the composer on the page, once. */
export function startComposer() {
  fill(composer, context, h("div", { class: "composer-row" }, attachments(takeAnswered), input, send));
  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  input.addEventListener("input", () => {
    grow();
    tellTyping();
  });
  input.addEventListener("blur", tellPause);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape" && (answered || edited)) cancel();
  });
}

/** @param {Chat | undefined} chat */
export function showComposer(chat) {
  composer.hidden =
    chat === undefined || (chat.messages.length === 0 && chat.instance !== undefined && isUnlinked(chat.instance));
  const name = `${store.phone} ${store.chat}`;
  if (name === drawn) return;
  drafts.set(drawn, edited ? setAside : input.value);
  drawn = name;
  answered = edited = undefined;
  context.hidden = true;
  input.value = drafts.get(name) ?? "";
  grow();
}

/** @param {MessageView} message */
export function answerTo(message) {
  if (edited) input.value = setAside;
  edited = undefined;
  answered = message;
  showContext("Reply to", message.mine ? "yourself" : message.author, message.preview);
}

/** @param {MessageView} message */
export function editMessage(message) {
  if (!edited) setAside = input.value;
  answered = undefined;
  edited = message;
  input.value = message.text;
  showContext("Edit message", "", message.preview);
}

/**
 * @param {string} what
 * @param {string} who
 * @param {string} preview
 */
function showContext(what, who, preview) {
  fill(
    context,
    h("p", {}, h("strong", {}, `${what} ${who}`.trim()), h("span", { class: "muted" }, preview)),
    h(
      "button",
      { class: "icon-button", type: "button", "aria-label": `Cancel: ${what.toLowerCase()}`, click: cancel },
      icon("close"),
    ),
  );
  context.hidden = false;
  grow();
  input.focus();
}

function cancel() {
  if (edited) input.value = setAside;
  answered = edited = undefined;
  context.hidden = true;
  grow();
  input.focus();
}

/** The id of the message that the next one answers; it is used up by that. */
function takeAnswered() {
  const id = answered?.id;
  if (answered) cancel();
  return id;
}

async function submit() {
  const text = input.value.trim();
  if (text === "" || store.chat === undefined) return;
  const message = edited?.id;
  const action = message
    ? { type: "edit", message, text }
    : { type: "send", to: store.chat, content: { text }, quote: answered?.id };
  input.value = "";
  cancel();
  typedAt = 0;
  if (!(await actOnPhone(action)) && input.value === "") {
    input.value = text;
    grow();
  }
}

function grow() {
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, 140)}px`;
  send.disabled = input.value.trim() === "";
}

/** The bot sees it where it has asked for presence; told again every 5 s at the most. */
function tellTyping() {
  if (input.value === "") return tellPause();
  if (Date.now() - typedAt < 5_000 || store.chat === undefined || edited) return;
  typedAt = Date.now();
  actOnPhone({ type: "type", to: store.chat, state: "composing" });
}

function tellPause() {
  if (typedAt === 0 || store.chat === undefined) return;
  typedAt = 0;
  actOnPhone({ type: "type", to: store.chat, state: "paused" });
}
