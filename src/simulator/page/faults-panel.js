import { act } from "./actions.js";
import { h, keyed } from "./dom.js";
import { icon } from "./icons.js";
import { store } from "./store.js";

/**
 * @import { Snapshot } from "../snapshot.js"
 *
 * @typedef {Snapshot["faults"]["active"][number]} ActiveFault
 * @typedef {"call" | "send" | "event"} Subject what a fault is for
 * @typedef {{ name: string, label: string, value: number, of?: number }} Parameter `of`: what the fault counts in
 * @typedef {{ label: string, subject: Subject, fault: Record<string, unknown>, parameters?: readonly Parameter[] }} Kind
 */

const status = { name: "status", label: "Status", value: 500 };
const delay = { name: "delayMs", label: "Seconds", value: 10, of: 1_000 };

/** @type {Record<string, Kind>} */
const kinds = {
  refuse: {
    label: "Refused before anything happens",
    subject: "call",
    fault: { kind: "status" },
    parameters: [status],
  },
  after: {
    label: "An error, although the message went out",
    subject: "call",
    fault: { kind: "error-after" },
    parameters: [{ ...status, value: 400 }],
  },
  dropBefore: {
    label: "Connection cut before it takes effect",
    subject: "call",
    fault: { kind: "drop", when: "before" },
  },
  dropAfter: { label: "Connection cut after it took effect", subject: "call", fault: { kind: "drop", when: "after" } },
  delay: { label: "The answer comes late", subject: "call", fault: { kind: "delay" }, parameters: [delay] },
  license: { label: "License required (503)", subject: "call", fault: { kind: "license" } },
  pending: { label: "Sent, but never arrives: pending for ever", subject: "send", fault: { kind: "pending" } },
  rowNever: { label: "Sent, but never stored", subject: "send", fault: { kind: "row", row: "never" } },
  rowLate: { label: "Sent, and stored late", subject: "send", fault: { kind: "row", row: "late" } },
  duplicate: {
    label: "Webhook posted more than once",
    subject: "event",
    fault: { kind: "duplicate" },
    parameters: [{ name: "copies", label: "Copies", value: 1 }],
  },
  late: { label: "Webhook posted late", subject: "event", fault: { kind: "late" }, parameters: [delay] },
  reorder: {
    label: "Webhooks posted out of order",
    subject: "event",
    fault: { kind: "reorder" },
    parameters: [{ name: "count", label: "Events", value: 2 }],
  },
  lose: { label: "Webhook lost", subject: "event", fault: { kind: "lose" } },
  expired: { label: "Webhook with an expired token", subject: "event", fault: { kind: "expired-jwt" } },
};

const scopes = {
  call: [
    "sendText",
    "sendMedia",
    "sendWhatsAppAudio",
    "sendButtons",
    "sendList",
    "sendPoll",
    "findMessages",
    "webhookSet",
  ],
  send: ["sendText", "sendMedia", "sendWhatsAppAudio", "sendButtons", "sendList", "sendPoll"],
  event: [
    "messages.upsert",
    "messages.update",
    "messages.edited",
    "messages.delete",
    "send.message",
    "connection.update",
  ],
};

const twice = h("input", {
  id: "twice",
  type: "checkbox",
  role: "switch",
  change: (/** @type {Event} */ event) => {
    act({ type: "everything-twice", on: /** @type {HTMLInputElement} */ (event.currentTarget).checked });
  },
});
const active = h("ul", { class: "active-faults", "aria-label": "Active faults" });
const none = h("p", { class: "muted" }, "None: the gateway behaves.");
const clear = h(
  "button",
  { class: "secondary", type: "button", click: () => act({ type: "clear-faults" }) },
  "Remove all",
);
const kind = h("select", { id: "fault-kind", change: showFields }, ...groupsOf());
const scope = h("select", { id: "fault-scope" });
const times = h(
  "select",
  { id: "fault-times" },
  ...[
    ["1", "once"],
    ["3", "three times"],
    ["", "always"],
  ].map(([value = "", label]) => h("option", { value }, label)),
);
const fields = h("div", { class: "fault-fields" });
const form = h(
  "form",
  { class: "fault-form" },
  h("div", { class: "field" }, h("label", { for: "fault-kind" }, "What goes wrong"), kind),
  h(
    "div",
    { class: "fault-fields" },
    h("div", { class: "field" }, h("label", { for: "fault-scope" }, "With"), scope),
    h("div", { class: "field" }, h("label", { for: "fault-times" }, "How often"), times),
  ),
  fields,
  h("button", { class: "primary", type: "submit" }, "Add"),
);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { fault, subject, parameters = [] } = chosenKind();
  const given = new FormData(form);
  const numbers = parameters.map(({ name, of = 1 }) => [name, Number(given.get(name)) * of]);
  const where = scope.value === "" ? {} : { [subject === "event" ? "event" : "route"]: scope.value };
  act({
    type: "add-fault",
    fault: { ...fault, ...Object.fromEntries(numbers), ...where, ...(times.value && { times: Number(times.value) }) },
  });
});

export const faultsPanel = h(
  "section",
  { class: "panel" },
  h(
    "label",
    { class: "switch" },
    h(
      "span",
      {},
      h("strong", {}, "Deliver everything twice"),
      h("span", { class: "muted" }, "As the real gateway does when in doubt. A good bot answers once."),
    ),
    twice,
  ),
  h("h3", {}, "Active now"),
  none,
  active,
  clear,
  h("h3", {}, "Add a fault"),
  form,
);
showFields();

function chosenKind() {
  return kinds[kind.value] ?? /** @type {Kind} */ (kinds.refuse);
}

function showFields() {
  const { subject, parameters = [] } = chosenKind();
  const every = subject === "event" ? "every event" : subject === "send" ? "every message" : "every call";
  scope.replaceChildren(
    h("option", { value: "" }, every),
    ...scopes[subject].map((name) => h("option", { value: name }, name)),
  );
  if (subject !== "event") scope.value = "sendText";
  fields.replaceChildren(
    ...parameters.map(({ name, label, value }) =>
      h(
        "div",
        { class: "field" },
        h("label", { for: `fault-${name}` }, label),
        h("input", { id: `fault-${name}`, name, type: "number", min: 1, required: true, value: String(value) }),
      ),
    ),
  );
}

function groupsOf() {
  const groups = { call: "API calls", send: "Messages sent", event: "Webhook posts" };
  return Object.entries(groups).map(([subject, label]) =>
    h(
      "optgroup",
      { label },
      ...Object.entries(kinds).flatMap(([name, each]) =>
        each.subject === subject ? h("option", { value: name }, each.label) : [],
      ),
    ),
  );
}

export function showFaults() {
  const { active: faults, isEverythingTwice } = store.faults;
  twice.checked = isEverythingTwice;
  none.hidden = faults.length > 0;
  clear.hidden = faults.length < 2;
  keyed(
    active,
    faults.map((each, i) => ({ ...each, place: i })),
    ({ id, place }) => id ?? `place ${place}`,
    ({ fault }) => JSON.stringify(fault),
    faultRow,
  );
}

/** @param {ActiveFault} active */
function faultRow({ id, fault }) {
  const { kind: name, route, event, instance, times: count, probability, ...rest } = fault;
  const given = new Map(Object.entries(fault));
  const found = Object.values(kinds).find(({ fault: like }) =>
    Object.entries(like).every(([key, value]) => given.get(key) === value),
  );
  const details = [
    route ?? event ?? "everything",
    instance,
    ...Object.entries(rest).map(([key, value]) => `${key} ${String(value)}`),
    count === undefined ? "always" : count === 1 ? "once" : `${count} times`,
    probability === undefined ? undefined : `${Math.round(probability * 100)} %`,
  ];
  const label = found?.label ?? name;
  return h(
    "li",
    {},
    icon("warn"),
    h("span", {}, h("strong", {}, label), h("span", { class: "muted" }, details.filter(Boolean).join(" · "))),
    id !== undefined &&
      h(
        "button",
        {
          class: "icon-button",
          type: "button",
          "aria-label": `Remove: ${label}`,
          click: () => act({ type: "remove-fault", id }),
        },
        icon("close"),
      ),
  );
}
