import { fill, h, keyed } from "./dom.js";
import { icon } from "./icons.js";
import { jsonOf } from "./json.js";
import { store } from "./store.js";
import { exactTime } from "./time.js";

/** @import { TrafficEntry } from "../snapshot.js" */

const filters = /** @type {const} */ ({
  all: { label: "All", keeps: () => true },
  webhook: { label: "Webhook", keeps: (/** @type {TrafficEntry} */ { kind }) => kind === "webhook" },
  rest: { label: "API", keeps: (/** @type {TrafficEntry} */ { kind }) => kind === "rest" },
  failed: { label: "Failed", keeps: (/** @type {TrafficEntry} */ { isFailure }) => isFailure },
});
/** @type {keyof typeof filters} */
let filter = "all";

const bar = h("div", { class: "filters", role: "group", "aria-label": "Which traffic" });
const chosen = h("div", { class: "chosen", role: "status" });
const list = h("div", { class: "entries" });
const empty = h("p", { class: "muted empty" });
export const trafficPanel = h("section", { class: "panel" }, bar, chosen, empty, list);

/** @type {Map<keyof typeof filters, HTMLElement>} */
const buttons = new Map();
for (const name of /** @type {(keyof typeof filters)[]} */ (Object.keys(filters))) {
  const click = () => {
    filter = name;
    showTraffic();
  };
  const button = h("button", { class: "filter", type: "button", click }, filters[name].label);
  buttons.set(name, button);
  bar.append(button);
}
let chosenDrawn = "";

export function showTraffic() {
  const { traffic, inspected } = store;
  const failed = traffic.filter(filters.failed.keeps).length;
  for (const [name, button] of buttons) {
    button.setAttribute("aria-pressed", String(name === filter));
    const words = name === "failed" && failed > 0 ? `Failed (${failed})` : filters[name].label;
    if (button.textContent !== words) button.textContent = words;
  }
  showChosen();
  const entries = traffic
    .filter((entry) => filters[filter].keeps(entry) && (inspected === undefined || entry.messages.includes(inspected)))
    .reverse();
  empty.hidden = entries.length > 0;
  const words =
    traffic.length === 0 ? "Webhook posts and API calls show here as they happen." : "There is no such traffic.";
  if (empty.textContent !== words) empty.textContent = words;
  keyed(
    list,
    entries,
    ({ id }) => id,
    (entry) => entry,
    entryOf,
  );
}

/** Says whose traffic it is. */
function showChosen() {
  const { inspected, phone = "" } = store;
  const message = inspected === undefined ? undefined : store.messages.get(phone)?.get(inspected);
  const now = `${inspected} ${message?.preview}`;
  if (chosenDrawn === now) return;
  chosenDrawn = now;
  chosen.hidden = inspected === undefined;
  if (inspected === undefined) return fill(chosen);
  const clear = () => store.set({ inspected: undefined });
  fill(
    chosen,
    h("span", {}, "Only of: ", h("strong", {}, message?.preview || inspected)),
    h(
      "button",
      { class: "icon-button", type: "button", "aria-label": "Show all traffic", click: clear },
      icon("close"),
    ),
  );
}

/** @param {TrafficEntry} entry */
function entryOf(entry) {
  const { kind, title, detail, status, isFailure, attempt, at } = entry;
  const words = kind === "webhook" ? "Webhook post" : "API call";
  const summary = h(
    "summary",
    {},
    h(
      "span",
      { class: `way way-${kind}`, role: "img", "aria-label": words, title: words },
      icon(kind === "webhook" ? "up" : "down"),
    ),
    h(
      "span",
      { class: "entry-words" },
      h(
        "span",
        { class: "entry-title" },
        title,
        attempt !== undefined && attempt > 1 && h("span", { class: "attempt" }, `try ${attempt}`),
      ),
      h("span", { class: "entry-detail" }, detail),
    ),
    h(
      "span",
      { class: "entry-end" },
      h(
        "span",
        { class: isFailure ? "status is-failure" : "status" },
        status === undefined ? (kind === "rest" ? "cut" : "no answer") : String(status),
      ),
      h("time", {}, exactTime(at)),
    ),
  );
  const details = h("details", { class: isFailure ? "entry is-failure" : "entry" }, summary);
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(...bodiesOf(entry));
  });
  return details;
}

/** @param {TrafficEntry} entry */
function bodiesOf({ kind, request, response }) {
  if (kind === "webhook") return [h("h3", {}, "Posted"), jsonOf(request)];
  const asked =
    request !== undefined && Object.keys(Object(request)).length > 0 ? [h("h3", {}, "Asked"), jsonOf(request)] : [];
  return [
    ...asked,
    h("h3", {}, "Answered"),
    response === undefined ? h("p", { class: "muted" }, "Nothing") : jsonOf(response),
  ];
}
