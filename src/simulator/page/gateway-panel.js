import { act, say } from "./actions.js";
import { fill, h, keyed } from "./dom.js";
import { icon } from "./icons.js";
import { store } from "./store.js";
import { fullTime } from "./time.js";

/** @import { InstanceView } from "../snapshot.js" */

const facts = h("div", {});
const instances = h("div", { class: "instances" });
const time = h("p", { class: "clock" }, icon("clock"), h("time", {}));
const leaps = /** @type {const} */ ([
  [60_000, "1 minute"],
  [600_000, "10 minutes"],
  [3_600_000, "1 hour"],
  [86_400_000, "1 day"],
]);
export const gatewayPanel = h(
  "section",
  { class: "panel" },
  h("h3", {}, "Point your bot here"),
  facts,
  h("h3", {}, "Instances"),
  instances,
  h("h3", {}, "Time"),
  time,
  h("p", { class: "muted" }, "Webhook retries, delays and codes that wait come at once when the clock moves on."),
  h(
    "div",
    { class: "leaps", role: "group", "aria-label": "Advance the clock" },
    ...leaps.map(([ms, label]) =>
      h("button", { class: "secondary", type: "button", click: () => act({ type: "advance", ms }) }, `+ ${label}`),
    ),
  ),
);
let factsDrawn = "";
setInterval(showTime, 1_000);

export function showGateway() {
  const { snapshot } = store;
  showTime();
  if (!snapshot) return;
  const { url, apiKey, version } = snapshot.gateway;
  const env = `EVOLUTION_URL=${url}\nEVOLUTION_API_KEY=${apiKey}`;
  if (factsDrawn !== env) {
    factsDrawn = env;
    const copy = () => navigator.clipboard.writeText(env).catch(() => say("The browser does not let this page copy."));
    fill(
      facts,
      h(
        "div",
        { class: "env" },
        h("pre", {}, h("code", {}, env)),
        h(
          "button",
          { class: "icon-button", type: "button", "aria-label": "Copy", title: "Copy", click: copy },
          icon("copy"),
        ),
      ),
      h("p", { class: "muted" }, `Answers as Evolution API ${version}. The key is the fake gateway's own.`),
    );
  }
  keyed(
    instances,
    store.instances,
    ({ name }) => name,
    (instance) => JSON.stringify(instance),
    instanceForm,
  );
}

function showTime() {
  const shown = fullTime(store.now);
  const element = time.querySelector("time");
  if (element && element.textContent !== shown) element.textContent = shown;
}

/** @param {InstanceView} instance */
function instanceForm({ name, state, integration, webhookUrl = "" }) {
  const id = `webhook-${name}`;
  const url = h("input", {
    id,
    type: "url",
    value: webhookUrl,
    placeholder: "http://127.0.0.1:3000/webhook",
    spellcheck: "false",
  });
  const isOpen = state === "open";
  const change = () => act({ type: isOpen ? "disconnect" : "pair", instance: name });
  const form = h(
    "form",
    { class: "instance" },
    h(
      "div",
      { class: "instance-head" },
      h("strong", {}, name),
      h("span", { class: isOpen ? "status" : "status is-failure" }, state),
      integration === "WHATSAPP-BAILEYS"
        ? h("button", { class: "secondary", type: "button", click: change }, isOpen ? "Disconnect" : "Pair")
        : h("span", { class: "muted" }, integration),
    ),
    h("label", { for: id }, "Webhook"),
    h("div", { class: "instance-row" }, url, h("button", { class: "primary", type: "submit" }, "Set")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act({ type: "webhook", instance: name, url: url.value.trim() });
  });
  return form;
}
