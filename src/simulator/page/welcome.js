import { askNewPhone } from "./dialogs.js";
import { byId, fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { isUnlinked } from "./pairing.js";
import { store } from "./store.js";

/** @import { Chat } from "./store.js" */

const box = byId("welcome");
let drawn = "";

/**
 * What to do where there is nothing to see yet.
 *
 * @param {Chat | undefined} chat
 */
export function welcome(chat) {
  const { snapshot, instances, phones } = store;
  const isEmpty = chat !== undefined && chat.messages.length === 0 && !(chat.instance && isUnlinked(chat.instance));
  box.hidden = snapshot === undefined || (chat !== undefined && !isEmpty);
  box.classList.toggle("in-chat", isEmpty);
  const webhooks = instances.map(({ name, webhookUrl }) => `${name}: ${webhookUrl}`).join();
  const now = JSON.stringify([isEmpty, chat?.title, phones.length, webhooks, snapshot?.gateway, store.phone]);
  if (box.hidden || drawn === now) return;
  drawn = now;
  if (isEmpty) fill(box, ...emptyChat(chat));
  else fill(box, ...start());
}

/** @param {Chat} chat */
function emptyChat({ title, instance }) {
  const name = store.phones.find(({ number }) => number === store.phone)?.name ?? "this phone";
  const hasNoBot = instance !== undefined && instance.webhookUrl === undefined;
  return [
    h("p", {}, `Write to ${title} as ${name}.`),
    hasNoBot &&
      h(
        "p",
        { class: "notice" },
        icon("warn"),
        h("span", {}, "No webhook is set, so no bot hears what you write. "),
        h(
          "button",
          {
            class: "link",
            type: "button",
            click: () => document.dispatchEvent(new CustomEvent("show-panel", { detail: "gateway" })),
          },
          "Set it",
        ),
      ),
  ];
}

function start() {
  const { gateway } = store.snapshot ?? {};
  const isDeaf = store.instances.every(({ webhookUrl }) => webhookUrl === undefined);
  const steps = [
    h(
      "li",
      {},
      "Point your bot at this gateway:",
      h("pre", {}, h("code", {}, `EVOLUTION_URL=${gateway?.url}\nEVOLUTION_API_KEY=${gateway?.apiKey}`)),
    ),
    h(
      "li",
      {},
      "Set its webhook, by the gateway's API or ",
      h(
        "button",
        {
          class: "link",
          type: "button",
          click: () => document.dispatchEvent(new CustomEvent("show-panel", { detail: "gateway" })),
        },
        "here",
      ),
      isDeaf ? "." : h("span", { class: "muted" }, " (done)"),
    ),
    h(
      "li",
      {},
      store.phones.length === 0
        ? h("button", { class: "link", type: "button", click: askNewPhone }, "Add a phone")
        : "Choose a phone",
      ", open a chat, and write.",
    ),
  ];
  return [
    h("div", { class: "welcome-mark" }, icon("phone")),
    h("h2", {}, "Try your bot by hand"),
    h("ol", {}, ...steps),
    h("p", { class: "muted" }, "Nothing here reaches the real WhatsApp: phones and gateway run on this machine."),
  ];
}
