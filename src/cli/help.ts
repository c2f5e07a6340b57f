import type { Command } from "./command.js";

/** All commands, a line each. */
export function overview(commands: Readonly<Record<string, Command>>): string {
  return `Usage: npx evolution-kit COMMAND [OPTIONS]

${table(Object.entries(commands).map(([name, { summary }]) => [name, summary]))}

npx evolution-kit COMMAND --help says more; --version prints the version.

The environment
${table([
  ["EVOLUTION_URL", "the gateway's address"],
  ["EVOLUTION_API_KEY", "its global key, or the instance's token"],
  ["EVOLUTION_INSTANCE", "the instance's name"],
])}

The exit code is 0 when all is well, 1 when something failed or is wrong, 2 when the call itself was.
`;
}

/** One command with its options. */
export function helpOf(name: string, { usage, summary, options, notes }: Command): string {
  const rows = Object.entries(options).map(([option, { value, env, help }]) => [
    `--${option}${value === undefined ? "" : ` ${value}`}`,
    env === undefined ? help : `${help} (${env})`,
  ]);
  return `Usage: npx evolution-kit ${[name, usage].filter(Boolean).join(" ")} [OPTIONS]

${summary}.

${table([...rows, ["--help", "This text"]])}

${notes.trim()}
`;
}

function table(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([first = ""]) => first.length));
  return rows.map(([first = "", second = ""]) => `  ${first.padEnd(width)}  ${second}`).join("\n");
}
