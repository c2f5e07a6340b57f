import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dependencies } from "./dependencies.js";
import { root } from "./exec.js";
import type { Manifest } from "./manifest.js";

/** The parts of package-lock.json the checks read. */
export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly resolved?: string;
}

/** What npm runs on a user's machine or on a git install. */
const installScripts = ["preinstall", "install", "postinstall", "prepare"];

export function readLockfile(): Lockfile {
  return JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
}

/** Installing the package runs no code, pulls in the agreed dependencies only, and names no registry. */
export function checkManifest(manifest: Manifest, { packages }: Lockfile): string[] {
  const problems: string[] = [];
  for (const script of installScripts)
    if (manifest.scripts?.[script])
      problems.push(`package.json has a "${script}" script, which runs on a user's machine. Remove it.`);

  const declared = Object.keys(manifest.dependencies ?? {});
  const agreed: readonly string[] = dependencies;
  for (const name of declared.filter((name) => !agreed.includes(name)))
    problems.push(
      `package.json depends on ${name}, which was not agreed. Remove it, or write a decision record first.`,
    );
  for (const name of agreed.filter((name) => !declared.includes(name)))
    problems.push(
      `package.json no longer depends on ${name}. Add it, or remove it from scripts/check/dependencies.ts.`,
    );

  const addressed: string[] = [];
  for (const [path, locked] of Object.entries(packages)) {
    if (locked.hasInstallScript && !locked.dev)
      problems.push(`${path} runs a script when it is installed. Find what depends on it and do without.`);
    if (locked.resolved?.includes("://")) addressed.push(path);
  }
  if (addressed.length > 0)
    problems.push(
      `package-lock.json names a registry: ${addressed.length} "resolved" addresses, the first at ${addressed[0]}. Remove those lines: npm install writes none while .npmrc says omit-lockfile-registry-resolved=true.`,
    );
  return problems;
}
