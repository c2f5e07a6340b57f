import { act } from "./actions.js";
import { byId, fill, h } from "./dom.js";
import { icon } from "./icons.js";

/**
 * @import { InstanceView } from "../snapshot.js"
 * @import { Chat } from "./store.js"
 */

const box = byId("pairing");
let drawn = "";

/**
 * Does it need a phone to scan its code?
 *
 * @param {InstanceView} instance
 */
export const isUnlinked = ({ integration, state }) => integration === "WHATSAPP-BAILEYS" && state !== "open";

/**
 * The screen to link an instance with its phone, in place of a chat that cannot be used.
 *
 * @param {Chat | undefined} chat
 */
export function showPairing(chat) {
  const instance = chat?.instance;
  box.hidden = !instance || !isUnlinked(instance);
  const isUsed = chat !== undefined && chat.messages.length > 0;
  box.classList.toggle("compact", isUsed);
  const now = JSON.stringify([instance, isUsed]);
  if (!instance || box.hidden || drawn === now) return;
  drawn = now;
  const { name, qr } = instance;
  const ask = (/** @type {string} */ type) => () => act({ type, instance: name });
  fill(
    box,
    h("h2", {}, isUsed ? `${name} is not connected` : `Link ${name}`),
    !isUsed &&
      h(
        "p",
        { class: "muted" },
        qr
          ? `On the phone of ${name}: Linked devices, Link a device, and point it at this code.`
          : "This instance has no phone. Ask the gateway for a code first.",
      ),
    qr
      ? h("img", { class: "qr", src: qr.image, alt: `QR code of ${name}`, width: 232, height: 232 })
      : h("div", { class: "qr none", "aria-hidden": "true" }, icon("plug")),
    qr?.pairingCode && h("p", { class: "pairing-code" }, `${qr.pairingCode.slice(0, 4)}-${qr.pairingCode.slice(4)}`),
    h(
      "div",
      { class: "pairing-end" },
      h("button", { class: qr ? "primary" : "secondary", type: "button", click: ask("pair") }, "Scan"),
      !qr && h("button", { class: "primary", type: "button", click: ask("show-qr") }, "Show a QR code"),
    ),
    h(
      "p",
      { class: "muted" },
      isUsed
        ? "What you write waits until it is linked again."
        : "“Scan” does what that phone would do: the instance opens.",
    ),
  );
}
