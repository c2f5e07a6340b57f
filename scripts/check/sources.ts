import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { root } from "./exec.js";
import type { SourceText } from "./imports.js";

/** Every TypeScript file of `src`. */
export function readSources(): SourceText[] {
  const src = join(root, "src");
  return readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .sort()
    .map((path) => ({ path: path.split(sep).join("/"), text: readFileSync(join(src, path), "utf8") }));
}
