import { readdirSync } from "node:fs";
import { join } from "node:path";
import { exec } from "./exec.js";

/** Packs the repository as `npm publish` would, into an empty folder. Answers the tarball's path. */
export async function pack(folder: string): Promise<string> {
  const { code, output } = await exec("npm", ["pack", "--pack-destination", folder]);
  const tarball = readdirSync(folder).find((file) => file.endsWith(".tgz"));
  if (code !== 0 || !tarball) throw new Error(`npm pack failed:\n${output}`);
  return join(folder, tarball);
}
