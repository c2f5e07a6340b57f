import { byId, h } from "./dom.js";
import { store } from "./store.js";

const token = document.querySelector('meta[name="simulator-token"]')?.getAttribute("content") ?? "";

/**
 * Asks the simulator for something; says on the page why it cannot be done. Answers whether it was.
 *
 * @param {{ type: string } & Record<string, unknown>} action
 */
export async function act(action) {
  try {
    const response = await fetch("/actions", {
      method: "POST",
      headers: { "content-type": "application/json", "x-simulator-token": token },
      body: JSON.stringify(action),
    });
    if (response.ok) return true;
    const { error } = await response.json();
    say(error);
  } catch {
    say("The simulator does not answer. Is it still running?");
  }
  return false;
}

/**
 * The same, as the phone in the hand.
 *
 * @param {{ type: string } & Record<string, unknown>} action
 */
export const actOnPhone = (action) => act({ phone: store.phone, ...action });

/** @param {string} text */
export function say(text) {
  const toast = h("p", { class: "toast" }, text);
  byId("toasts").append(toast);
  setTimeout(() => toast.remove(), 6_000);
}
