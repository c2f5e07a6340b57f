import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface Runtime {
  readonly name: "bun" | "deno" | "workerd";
  /** The binary, `undefined` where its package is not installed or has none for this machine. */
  readonly binary: string | undefined;
  /** Its arguments to serve `bundle`, a file in `folder`, on a port that it prints. */
  args(bundle: string): string[];
}

const { arch, platform } = process;
const require = createRequire(import.meta.url);

/** The first of the files, each given as package and path. */
function firstOf(...files: readonly (readonly [name: string, path: string])[]): string | undefined {
  for (const [name, path] of files) {
    try {
      const file = join(dirname(require.resolve(`${name}/package.json`)), path);
      if (existsSync(file)) return file;
    } catch {
      // Not installed: the package of another platform.
    }
  }
  return undefined;
}

/** The packages carry their binaries for each platform; bun's install script, where it may run, moves it. */
export const runtimes: readonly Runtime[] = [
  {
    name: "bun",
    binary: firstOf(
      [`@oven/bun-${platform}-${arch === "arm64" ? "aarch64" : arch}`, "bin/bun"],
      ["bun", "bin/bun.exe"],
    ),
    args: (bundle) => ["run", bundle],
  },
  {
    name: "deno",
    binary: firstOf([`@deno/${platform}-${arch}${platform === "linux" ? "-glibc" : ""}`, "deno"]),
    // The environment is for vitest's `expect`, which asks whether there are colours.
    args: (bundle) => ["run", "--no-prompt", "--allow-net=127.0.0.1", "--allow-env", bundle],
  },
  {
    name: "workerd",
    binary: firstOf([`@cloudflare/workerd-${platform}-${arch === "x64" ? "64" : arch}`, "bin/workerd"]),
    args: (bundle) => ["serve", join(dirname(bundle), "workerd.capnp"), "--control-fd=1"],
  },
];
