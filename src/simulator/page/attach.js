import { actOnPhone, say } from "./actions.js";
import { h } from "./dom.js";
import { openForm } from "./form.js";
import { icon } from "./icons.js";
import { store } from "./store.js";

const most = 24 * 1024 ** 2;

/**
 * The button with the paper clip, and its menu.
 *
 * @param {() => string | undefined} takeAnswered the message that what is sent answers
 */
export function attachments(takeAnswered) {
  const send = (/** @type {object} */ content) =>
    actOnPhone({ type: "send", to: store.chat, content, quote: takeAnswered() });
  const pick = (/** @type {string} */ accept, /** @type {(file: File) => object} */ options) => {
    const chooser = h("input", { type: "file", accept });
    chooser.addEventListener("change", async () => {
      const [file] = chooser.files ?? [];
      if (!file) return;
      if (file.size > most) return say("This file is too large: at most 24 MB.");
      const { name, type } = file;
      const rest = { base64: await base64Of(file), mimeType: type || "application/octet-stream", fileName: name };
      send({ file: { ...rest, ...options(file) } });
    });
    chooser.click();
  };
  const items = /** @type {const} */ ([
    [
      "photo",
      "Photo or video",
      () => pick("image/*,video/*", ({ type }) => ({ as: type.startsWith("video/") ? "video" : "image" })),
    ],
    ["file", "Document", () => pick("", () => ({ as: "document" }))],
    ["audio", "Voice message", () => pick("audio/*", () => ({ as: "audio", voice: true }))],
    ["sticker", "Sticker", () => pick("image/webp,image/png", () => ({ as: "sticker" }))],
    ["place", "Location", () => askLocation(send)],
    ["person", "Contact", () => askContact(send)],
    ["poll", "Poll", () => askPoll(send)],
  ]);
  const button = h(
    "button",
    { class: "icon-button", type: "button", "aria-label": "Attach", "aria-haspopup": "menu", "aria-expanded": "false" },
    icon("attach"),
  );
  const menu = h("div", { class: "menu attach-menu", role: "menu", "aria-label": "Attach", hidden: true });
  const close = (/** @type {boolean} */ givesFocus) => {
    menu.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (givesFocus) button.focus();
  };
  for (const [name, label, run] of items) {
    const click = () => {
      close(true);
      run();
    };
    menu.append(h("button", { role: "menuitem", type: "button", tabindex: -1, click }, icon(name), label));
  }
  const entries = /** @type {HTMLElement[]} */ ([...menu.children]);
  button.addEventListener("click", () => {
    menu.hidden = !menu.hidden;
    button.setAttribute("aria-expanded", String(!menu.hidden));
    if (!menu.hidden) entries[0]?.focus();
  });
  menu.addEventListener("keydown", (event) => {
    const at = entries.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      entries.at(next % entries.length)?.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      close(true);
    }
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (target instanceof Node && !menu.hidden && !menu.contains(target) && !button.contains(target)) close(false);
  });
  return h("div", { class: "attach" }, button, menu);
}

/** @param {(content: object) => Promise<boolean>} send */
function askLocation(send) {
  openForm({
    title: "Send a location",
    submit: "Send",
    fields: [
      { name: "name", label: "Name", value: "Praça da Sé" },
      { name: "address", label: "Address", value: "São Paulo" },
      { name: "latitude", label: "Latitude", value: "-23.5503", required: true, inputmode: "text" },
      { name: "longitude", label: "Longitude", value: "-46.6339", required: true, inputmode: "text" },
    ],
    done: ({ name, address, latitude, longitude }) =>
      send({
        location: {
          latitude: Number(latitude),
          longitude: Number(longitude),
          ...(name && { name }),
          ...(address && { address }),
        },
      }),
  });
}

/** @param {(content: object) => Promise<boolean>} send */
function askContact(send) {
  openForm({
    title: "Send a contact",
    submit: "Send",
    fields: [
      { name: "name", label: "Name", required: true },
      { name: "phone", label: "Phone, with country code", required: true, inputmode: "tel" },
    ],
    done: ({ name, phone }) => send({ contact: { name, phone } }),
  });
}

/** @param {(content: object) => Promise<boolean>} send */
function askPoll(send) {
  openForm({
    title: "Create a poll",
    submit: "Send",
    fields: [
      { name: "question", label: "Question", required: true },
      { name: "options", label: "Options, one a line", required: true, rows: 4 },
      { name: "many", label: "Allow several answers", checkbox: true },
    ],
    done: ({ question, options = "", many }) => {
      const names = options
        .split("\n")
        .map((line) => line.trim())
        .filter(Boolean);
      return send({ poll: { name: question, options: names, selectable: many ? 0 : 1 } });
    },
  });
}

/**
 * @param {File} file
 * @returns {Promise<string>}
 */
function base64Of(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result).replace(/^[^,]*,/, "")));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}
