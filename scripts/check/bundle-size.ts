import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { root } from "./exec.js";
import type { Report } from "./step.js";

interface Budget {
  readonly name: string;
  /** What a program would write; paths are inside `dist`. */
  readonly program: string;
  /** Packages a program shares with others, or loads on Node only. */
  readonly external: readonly string[];
  /** Gzip kilobytes of 1000 bytes. */
  readonly limitKb: number;
}

const budgets: readonly Budget[] = [
  { name: "format", program: 'export * from "./format/index.js"', external: [], limitKb: 32 },
  { name: "toWhatsApp", program: 'export { toWhatsApp } from "./format/index.js"', external: [], limitKb: 22 },
  { name: "webhooks", program: 'export * from "./webhooks/index.js"', external: ["zod"], limitKb: 30 },
  { name: "schemas", program: 'export * from "./schemas/index.js"', external: ["zod"], limitKb: 14 },
  {
    name: "root",
    program: 'export * from "./index.js"',
    external: ["zod", "undici", "file-type", "node:*"],
    limitKb: 60,
  },
  // No "node:*" and no undici here: naming either would fail the bundle, which is what an edge runtime would do.
  { name: "root on the edge", program: 'export * from "./index.edge.js"', external: ["zod", "file-type"], limitKb: 60 },
];

/** Bundles each entry as an application would, and compares its gzip size with its budget. */
export async function checkSizes(): Promise<Report> {
  const problems: string[] = [];
  const notes: string[] = [];
  for (const budget of budgets) {
    try {
      const bytes = await gzipBytes(budget);
      const over = bytes - budget.limitKb * 1000;
      notes.push(`${budget.name} ${(bytes / 1000).toFixed(1)} kB of ${budget.limitKb} kB`);
      if (over > 0) problems.push(`${budget.name} is ${over} bytes over its budget of ${budget.limitKb} kB.`);
    } catch (error) {
      problems.push(`${budget.name} does not bundle for a neutral platform: ${String(error)}`);
    }
  }
  return { problems, notes };
}

async function gzipBytes({ program, external }: Budget): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: join(root, "dist") },
    external: [...external],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "neutral",
    // Neutral knows no field; packages without an exports map name their entry here.
    mainFields: ["module", "main"],
    conditions: ["import"],
    logLevel: "silent",
  });
  return outputFiles.reduce((bytes, { contents }) => bytes + gzipSync(contents, { level: 9 }).length, 0);
}
