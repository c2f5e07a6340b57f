/** A place in a body: a field of an object, or an item of an array. */
export interface Place {
  readonly parent: Record<string, unknown>;
  readonly key: string;
}

const mostPlaces = 2_000;

/** Every place of a body, in a steady order, so that a number names one of them. A {@link Deep} is a leaf. */
export function placesOf(body: unknown): Place[] {
  const places: Place[] = [];
  const toVisit = [body];
  for (let value = toVisit.shift(); value !== undefined && places.length < mostPlaces; value = toVisit.shift()) {
    if (!isTree(value) || isDeep(value)) continue;
    for (const key of Object.keys(value)) {
      places.push({ parent: value, key });
      if (isTree(value[key])) toVisit.push(value[key]);
    }
  }
  return places;
}

/** Objects and arrays alike: an array's items are fields named by their numbers. */
export const isTree = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** Sets an own field to a copy of the value: a body is a tree, and a later change of it changes nothing else. */
export function setOwn(parent: object, key: string, value: unknown): void {
  define(parent, key, structuredClone(value));
}

/** Assignment would take `__proto__` for something else. */
function define(parent: object, key: string, value: unknown): void {
  Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true });
}

/** Stands for a nesting that `JSON.stringify` and `structuredClone` could not walk, until the body takes its final form. */
export interface Deep {
  readonly "@deep": number;
  readonly inArrays: boolean;
}

const isDeep = (value: unknown): value is Deep => isTree(value) && Object.hasOwn(value, "@deep");

function nested({ "@deep": levels, inArrays }: Deep): unknown {
  let value: unknown = inArrays ? [] : {};
  for (let i = 0; i < levels; i++) value = inArrays ? [value] : { message: value };
  return value;
}

/** The body with every {@link Deep} in place. */
export function asObject(body: unknown): unknown {
  for (const { parent, key } of placesOf(body)) {
    const value = parent[key];
    if (isDeep(value)) define(parent, key, nested(value));
  }
  return body;
}

/** The body as JSON text, with every {@link Deep} in place. */
export function asText(body: unknown): string {
  return JSON.stringify(body).replace(/\{"@deep":(\d+),"inArrays":(true|false)\}/g, (_, levels, inArrays) =>
    inArrays === "true"
      ? "[".repeat(levels) + "]".repeat(levels)
      : `${'{"message":'.repeat(levels)}{}${"}".repeat(levels)}`,
  );
}
