import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Report } from "./step.js";

/** The repository. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

export interface Result {
  readonly code: number;
  readonly stdout: string;
  /** Both streams, in the order they were written. */
  readonly output: string;
}

/** Runs a command, the repository's own binaries first on PATH. Never rejects: a command that cannot start answers code 127. */
export function exec(command: string, args: readonly string[], cwd: string = root): Promise<Result> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: environment(), stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.on("error", (error) => resolve({ code: 127, stdout, output: `${command}: ${error.message}` }));
    child.on("close", (code) => resolve({ code: code ?? 1, stdout, output }));
  });
}

/** A step that is one command: what it printed is the problem. */
export async function report(command: string, ...args: string[]): Promise<Report> {
  const { code, output } = await exec(command, args);
  return { problems: code === 0 ? [] : [output.trim() || `${command} exited with code ${code}`] };
}

/** Under `npm run`, npm names this repository as the place to install into; the projects we install into must not inherit that. */
function environment(): NodeJS.ProcessEnv {
  const { npm_config_local_prefix: _, ...env } = process.env;
  return { ...env, NO_COLOR: "1", PATH: [join(root, "node_modules", ".bin"), env.PATH].join(delimiter) };
}
