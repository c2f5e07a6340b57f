import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

export interface Block {
  /** e.g. `README.md:5`. */
  readonly at: string;
  readonly code: string;
}

/** The ```ts blocks of README, CHANGELOG, the docs and the examples' READMEs. */
export function codeBlocks(): Block[] {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".md") && !/^(node_modules|dist|\.git)\b|node_modules/.test(path),
  );
  return files.flatMap((file) => blocksOf(file, readFileSync(join(root, file), "utf8")));
}

function blocksOf(file: string, text: string): Block[] {
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => ({
    at: `${file}:${text.slice(0, match.index).split("\n").length}`,
    code: match[1] ?? "",
  }));
}
