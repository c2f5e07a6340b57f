/**
 * Makes an element. Text goes in as text, never as markup.
 *
 * A function is a listener (`click`), a boolean or `value` a property, `undefined` nothing, anything else an attribute.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [props]
 * @param {...(Node | string | number | false | null | undefined)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(element, name, value);
  append(element, children);
  return element;
}

/**
 * @param {HTMLElement} element
 * @param {string} name
 * @param {unknown} value
 */
function setProp(element, name, value) {
  if (value === undefined || value === null) return;
  if (typeof value === "function") element.addEventListener(name, /** @type {EventListener} */ (value));
  else if (typeof value === "boolean" || name === "value") Object.assign(element, { [name]: value });
  else element.setAttribute(name, String(value));
}

/**
 * @param {Element} element
 * @param {readonly (Node | string | number | false | null | undefined)[]} children
 */
function append(element, children) {
  for (const child of children) {
    if (child === undefined || child === null || child === false || child === "") continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

/**
 * @param {Element} element
 * @param {...(Node | string | false | null | undefined)} children
 */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
}

/** @type {WeakMap<Element, { item: unknown, key: string }>} */
const shown = new WeakMap();

/**
 * Makes the children of an element match a list, and leaves those alone whose item is the same: what has the focus, plays or
 * is open stays so. A child that is replaced hands its focus on.
 *
 * @template T
 * @param {Element} parent
 * @param {readonly T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => unknown} versionOf what must be equal for a child to stay
 * @param {(item: T) => HTMLElement} make
 */
export function keyed(parent, items, keyOf, versionOf, make) {
  const before = new Map([...parent.children].map((child) => [shown.get(child)?.key ?? "", child]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const version = versionOf(item);
    const old = before.get(key);
    before.delete(key);
    let child = old;
    if (!old || shown.get(old)?.item !== version) {
      child = make(item);
      shown.set(child, { item: version, key });
      if (old) {
        const path = focusPath(old);
        if (place === old) place = child;
        old.replaceWith(child);
        if (path !== undefined) focusAt(child, path);
      }
    }
    if (child === place) place = place?.nextElementSibling ?? null;
    else if (child) parent.insertBefore(child, place);
  }
  for (const child of before.values()) child.remove();
}

const focusable = "button, a[href], input, select, textarea, summary, [tabindex]";

/**
 * Which of its parts has the focus: -1 for itself.
 * @param {Element} element
 */
function focusPath(element) {
  if (document.activeElement === element) return -1;
  if (!element.contains(document.activeElement)) return undefined;
  return [...element.querySelectorAll(focusable)].indexOf(/** @type {Element} */ (document.activeElement));
}

/**
 * @param {Element} element
 * @param {number} path
 */
function focusAt(element, path) {
  const target = path === -1 ? element : (element.querySelectorAll(focusable)[path] ?? element);
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
}

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}.`);
  return element;
}
