import { byId, fill, h } from "./dom.js";
import { faultsPanel, showFaults } from "./faults-panel.js";
import { gatewayPanel, showGateway } from "./gateway-panel.js";
import { icon } from "./icons.js";
import { store } from "./store.js";
import { showTraffic, trafficPanel } from "./traffic-panel.js";

const app = byId("app");
const isNarrow = () => innerWidth < 720;

const panels = /** @type {const} */ ({
  traffic: { label: "Traffic", element: trafficPanel },
  faults: { label: "Faults", element: faultsPanel },
  gateway: { label: "Gateway", element: gatewayPanel },
});
/** @typedef {keyof typeof panels} PanelName */
/** @type {PanelName} */
let current = "traffic";
/** @type {Map<PanelName, HTMLElement>} */
const tabs = new Map();

/** Puts the inspector on the page, once. */
export function startInspector() {
  const list = h("div", { class: "tabs", role: "tablist", "aria-label": "Inspector" });
  for (const name of /** @type {PanelName[]} */ (Object.keys(panels))) {
    const { label, element } = panels[name];
    const tab = h(
      "button",
      { id: `tab-${name}`, type: "button", role: "tab", "aria-controls": `panel-${name}`, click: () => choose(name) },
      label,
    );
    Object.assign(element, { id: `panel-${name}`, role: "tabpanel" });
    element.setAttribute("aria-labelledby", tab.id);
    tabs.set(name, tab);
    list.append(tab);
  }
  list.addEventListener("keydown", (event) => {
    const names = [...tabs.keys()];
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    choose(names.at((names.indexOf(current) + step) % names.length) ?? current);
    tabs.get(current)?.focus();
  });
  const back = h(
    "button",
    { class: "icon-button back", type: "button", "aria-label": "Close the inspector", click: hide },
    icon("close"),
  );
  fill(
    byId("inspector"),
    h("header", { class: "bar" }, back, list),
    ...Object.values(panels).map(({ element }) => element),
  );
  choose("traffic");
  app.dataset.inspector = innerWidth >= 1100 ? "open" : "closed";
  document.addEventListener("toggle-inspector", () => {
    if (isNarrow()) store.set({ screen: store.screen === "inspector" ? "list" : "inspector" });
    else app.dataset.inspector = app.dataset.inspector === "open" ? "closed" : "open";
  });
  document.addEventListener("inspect", () => reveal("traffic"));
  document.addEventListener("show-panel", (event) => {
    reveal(/** @type {CustomEvent<PanelName>} */ (event).detail);
  });
}

/** @param {PanelName} name */
function reveal(name) {
  choose(name);
  app.dataset.inspector = "open";
  if (isNarrow()) store.set({ screen: "inspector" });
  tabs.get(name)?.focus();
}

function hide() {
  if (isNarrow()) store.set({ screen: store.chat === undefined ? "list" : "chat" });
  else app.dataset.inspector = "closed";
}

/** @param {PanelName} name */
function choose(name) {
  current = name;
  for (const [each, tab] of tabs) {
    tab.setAttribute("aria-selected", String(each === name));
    tab.tabIndex = each === name ? 0 : -1;
    panels[each].element.hidden = each !== name;
  }
}

export function showInspector() {
  showTraffic();
  showFaults();
  showGateway();
  const { active } = store.faults;
  const faults = tabs.get("faults");
  const words = active.length > 0 ? `Faults (${active.length})` : "Faults";
  if (faults && faults.textContent !== words) faults.textContent = words;
}
