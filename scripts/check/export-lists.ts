import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exec, root } from "./exec.js";

/** The sorted names each specifier exports at runtime. */
export type ExportLists = Readonly<Record<string, readonly string[]>>;

/** What one way of loading the package saw. */
export interface Load {
  /** For example `pnpm import`. */
  readonly by: string;
  readonly lists: ExportLists;
}

const pin = join(root, "test", "package", "exports.json");

/** The names we have promised. */
export function readPin(): ExportLists {
  return JSON.parse(readFileSync(pin, "utf8"));
}

export async function writePin(lists: ExportLists): Promise<void> {
  writeFileSync(pin, JSON.stringify(lists));
  await exec("biome", ["format", "--write", pin]);
}

/** Where what loads differs from what is pinned: a line for each difference, with everyone who sees it. */
export function differences(loads: readonly Load[], pinned: ExportLists): string[] {
  const seen = new Map<string, string[]>();
  for (const { by, lists } of loads)
    for (const difference of compare(lists, pinned)) seen.set(difference, [...(seen.get(difference) ?? []), by]);
  return [...seen].map(
    ([difference, by]) => `${difference} (${by.length === loads.length ? "everywhere" : by.join(", ")})`,
  );
}

function compare(actual: ExportLists, pinned: ExportLists): string[] {
  return [...new Set([...Object.keys(pinned), ...Object.keys(actual)])].flatMap((specifier) => {
    const { [specifier]: now = [] } = actual;
    const { [specifier]: then = [] } = pinned;
    const gone = then.filter((name) => !now.includes(name));
    const added = now.filter((name) => !then.includes(name));
    return [
      ...(gone.length > 0 ? [`${specifier} lacks ${gone.join(", ")}`] : []),
      ...(added.length > 0 ? [`${specifier} exports, and exports.json does not have, ${added.join(", ")}`] : []),
    ];
  });
}
