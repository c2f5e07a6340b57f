import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exec, root } from "./exec.js";
import { differences, type Load, readPin, writePin } from "./export-lists.js";
import { readManifest, subpaths } from "./manifest.js";
import type { Context, Report } from "./step.js";

/** The package managers our users have, and how each installs a tarball with the optional peers that its subpaths ask for. */
const managers: Readonly<Record<string, (tarball: string, peers: readonly string[]) => readonly string[]>> = {
  npm: (tarball, peers) => ["install", "--prefer-offline", tarball, ...peers],
  pnpm: (tarball, peers) => ["add", "--prefer-offline", tarball, ...peers],
  // Yarn 1 refuses all of a package for what one part of it says of Node: msw's command line wants a newer one than msw does.
  yarn: (tarball, peers) => [
    "add",
    "--prefer-offline",
    "--non-interactive",
    "--ignore-engines",
    `file:${tarball}`,
    ...peers,
  ],
};

/** pnpm's node_modules holds declared dependencies only, so a type borrowed from a hidden one shows there. */
const typeCheckedWith = "pnpm";

const fixtures = join(root, "test", "package", "consumer");

/** Installs the tarball with every package manager at once (each keeps a store of its own), and uses it from there. */
export async function checkPacked(context: Context): Promise<Report> {
  const tarball = await context.tarball();
  const peers = Object.entries(readManifest().peerDependencies ?? {}).map(([name, range]) => `${name}@${range}`);
  const installs = await Promise.all(
    Object.entries(managers).map(([manager, args]) => useWith(manager, args(tarball, peers), context.tempDir(manager))),
  );
  const problems = installs.flatMap(({ problems }) => problems);
  const loads = installs.flatMap(({ loads }) => loads);

  const [first] = loads;
  if (context.updateExports && first && problems.length === 0) await writePin(first.lists);
  return { problems: [...problems, ...differences(loads, readPin())] };
}

/** Yarn 1 wants the binaries of every platform to be there, also of those it will not install: the newest lack some on a mirror. */
const resolutions = { "msgpackr-extract": "3.0.4" };

interface Use {
  readonly problems: readonly string[];
  readonly loads: readonly Load[];
}

async function useWith(manager: string, args: readonly string[], project: string): Promise<Use> {
  const consumer = { name: "consumer", version: "1.0.0", private: true, resolutions };
  writeFileSync(join(project, "package.json"), JSON.stringify(consumer));
  const install = await exec(manager, args, project);
  if (install.code !== 0) return { problems: [`${manager} ${args[0]} failed:\n${install.output}`], loads: [] };

  const problems: string[] = [];
  const loads: Load[] = [];
  for (const script of ["names.mjs", "names.cjs"]) {
    const by = `${manager} ${script === "names.mjs" ? "import" : "require"}`;
    copyFileSync(join(fixtures, script), join(project, script));
    const { code, stdout, output } = await exec("node", [script, ...specifiers()], project);
    if (code === 0) loads.push({ by, lists: JSON.parse(stdout) });
    else problems.push(`${by}: an entry does not load:\n${output}`);
  }
  problems.push(...(await runCommandLine(manager, project)));
  if (manager === typeCheckedWith) problems.push(...(await typeCheck(project)));
  return { problems, loads };
}

/** The command as `npx` finds it: it starts, its doctor finds ioredis and says that nothing is there, its simulator has a page. */
async function runCommandLine(manager: string, project: string): Promise<string[]> {
  const command = join(project, "node_modules", ".bin", "evolution-kit");
  const nowhere = ["--url", "http://127.0.0.1:1", "--api-key", "key", "--redis", "redis://127.0.0.1:1"];
  copyFileSync(join(fixtures, "simulate.mjs"), join(project, "simulate.mjs"));
  const [version, doctor, simulate] = await Promise.all([
    exec(command, ["--version"], project),
    exec(command, ["doctor", ...nowhere], project),
    exec("node", ["simulate.mjs", command], project),
  ]);
  const isRight =
    version.stdout.trim() === readManifest().version &&
    doctor.code === 1 &&
    /✗ redis .*ECONNREFUSED/.test(doctor.stdout) &&
    simulate.code === 0;
  const output = [version, doctor, simulate].map((result) => result.output).join("");
  return isRight ? [] : [`${manager}: the command line does not run as it should:\n${output}`];
}

/**
 * Compiles one program as an ES module and as CommonJS, without skipLibCheck so that our own declarations are read too.
 *
 * Node itself can `require` the dependencies that are ES modules only (p-retry, jose, file-type), and nodenext
 * knows it; node16 does not. It passes as long as no CommonJS declaration of ours names a type of theirs.
 */
async function typeCheck(project: string): Promise<string[]> {
  for (const file of ["consumer.mts", "consumer.cts"]) copyFileSync(join(fixtures, "consumer.ts"), join(project, file));
  const nodeTypes = ["--types", "node", "--typeRoots", join(root, "node_modules", "@types")];
  const options = ["--noEmit", "--strict", "--target", "es2022", ...nodeTypes, "consumer.mts", "consumer.cts"];
  const problems: string[] = [];
  for (const module of ["nodenext", "node16"]) {
    const { code, output } = await exec("tsc", ["--module", module, ...options], project);
    if (code !== 0)
      problems.push(`A consumer of the packed types does not compile with --module ${module}:\n${output}`);
  }
  return problems;
}

function specifiers(): string[] {
  const manifest = readManifest();
  return subpaths(manifest).map((subpath) => manifest.name + subpath.slice(1));
}
