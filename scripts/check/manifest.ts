import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./exec.js";

/** The parts of package.json the checks read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, ExportTarget>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

type ExportTarget = string | { readonly [condition: string]: ExportTarget };

export function readManifest(): Manifest {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
}

/** The subpaths a program can import: `.`, `./webhooks`, ... without data files such as `./package.json`. */
export function subpaths({ exports }: Manifest): string[] {
  return Object.keys(exports).filter((subpath) => !subpath.endsWith(".json"));
}

/** Every file the exports map promises and the disk does not have. */
export function missingTargets({ exports }: Manifest): string[] {
  return [...new Set(Object.values(exports).flatMap(targets))].filter((file) => !existsSync(join(root, file)));
}

function targets(target: ExportTarget): string[] {
  return typeof target === "string" ? [target] : Object.values(target).flatMap(targets);
}
