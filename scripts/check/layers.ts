import { isBuiltin } from "node:module";
import { posix } from "node:path";
import { bundled, dependencies } from "./dependencies.js";
import { type Import, importsOf, type SourceText } from "./imports.js";
import { isNodeFree, layers, nestedLayers, peers } from "./layer-table.js";
import type { Report } from "./step.js";

const warnAbove = 300;
const failAbove = 450;
const placeIt = "Move it into a folder of the table, or give its folder a layer in scripts/check/layer-table.ts.";

/** A part of `src` that may import freely within itself: a capability folder, one driver, or the root index. */
interface Unit {
  readonly name: string;
  readonly layer: number;
}

/** The rules of "The shape": imports point down, the edge stays free of Node, a peer stays in its subpath, files stay short. */
export function checkLayers(files: readonly SourceText[]): Report {
  const problems: string[] = [];
  const notes: string[] = [];
  for (const file of files) {
    problems.push(...importProblems(file));

    const length = file.text.trimEnd().split("\n").length;
    const long = `src/${file.path} has ${length} lines`;
    if (length > failAbove) problems.push(`${long}, the end is ${failAbove}. Split it by the second idea inside.`);
    else if (length > warnAbove) notes.push(`${long}: above ${warnAbove}, look for the second idea inside.`);
  }
  return { problems, notes };
}

function importProblems(file: SourceText): string[] {
  const unit = unitOf(file.path);
  if (!unit) return [`src/${file.path} is in no layer. ${placeIt}`];
  return importsOf(file).flatMap((found) => {
    const problem = isRelative(found) ? relativeProblem(file.path, unit, found) : packageProblem(file.path, found);
    return problem ? [`src/${file.path}:${found.line} imports "${found.specifier}": ${problem}`] : [];
  });
}

function unitOf(path: string): Unit | undefined {
  const segments = path.replace(/\.ts$/, "").split("/");
  const group = segments.slice(0, 2).join("/");
  if (segments.length > 2 && group in nestedLayers)
    return { name: segments.slice(0, 3).join("/"), layer: nestedLayers[group] ?? 0 };

  const own = layers[path];
  if (own !== undefined) return { name: path, layer: own };

  const [folder = "", ...rest] = segments;
  const layer = rest.length > 0 ? layers[folder] : undefined;
  return layer === undefined ? undefined : { name: folder, layer };
}

function relativeProblem(path: string, from: Unit, { specifier, reexports }: Import): string | undefined {
  const target = posix.join(posix.dirname(path), specifier).replace(/\.js$/, ".ts");
  if (target.startsWith("..")) return "it is outside src, which is all we publish. Move what you need into src.";
  const to = unitOf(target);
  if (!to) return `src/${target} is in no layer. ${placeIt}`;
  if (reexports && to.name === "internal" && posix.basename(path) === "index.ts")
    return "internal is never exported. Export a name of this folder's own, or move the file out of internal.";
  if (to.name === from.name || to.layer < from.layer) return undefined;
  return `${to.name} (layer ${to.layer}) is not below ${from.name} (layer ${from.layer}). Take a function or a structural type instead, or move the shared part down.`;
}

function packageProblem(path: string, { specifier }: Import): string | undefined {
  if (isBuiltin(specifier))
    return isNodeFree(path)
      ? "this file also runs on the edge and needs no Node built-in. Use a web API, or move this part to a file for Node only."
      : undefined;

  const name = packageName(specifier);
  const owners = peers[name] ?? peers[`${name.split("/")[0]}/*`];
  if (owners?.some((owner) => path === `${owner}.ts` || path.startsWith(`${owner}/`))) return undefined;
  if (owners) {
    const whose = owners.length > 0 ? `of ${owners.join(", ")} only` : "of users, not of ours";
    return `${name} is an optional peer ${whose}. Take a structural type or a client from the caller instead.`;
  }

  const known: readonly string[] = [...dependencies, ...bundled];
  return known.includes(name)
    ? undefined
    : `${name} is not among our dependencies. Do without it, or write a decision record and add it to scripts/check/dependencies.ts.`;
}

function isRelative({ specifier }: Import): boolean {
  return specifier.startsWith(".");
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
