import { parseArgs } from "node:util";
import { type Call, type Command, type Surroundings, UsageError } from "./command.js";
import { nearest } from "./nearest.js";

/**
 * What a command was called with.
 *
 * @throws {UsageError} an option that the command does not have, or one without its value
 */
export function parse(command: Command, args: readonly string[], surroundings: Surroundings): Call {
  const { values, positionals } = parsed(command, args);
  const listOf = (name: string): readonly string[] => {
    const given = values[name] ?? [];
    return (Array.isArray(given) ? given : [given]).filter((value) => typeof value === "string");
  };
  return {
    ...surroundings,
    positionals,
    text(name) {
      const env = command.options[name]?.env;
      return listOf(name).at(-1) || (env && surroundings.env[env]) || undefined;
    },
    flag: (name) => values[name] === true,
    list: listOf,
  };
}

function parsed({ options }: Command, args: readonly string[]) {
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  );
  try {
    return parseArgs({ args: [...args], options: config, allowPositionals: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code?.startsWith("ERR_PARSE_ARGS_")) throw error;
    const unknown = code === "ERR_PARSE_ARGS_UNKNOWN_OPTION" ? /'(-[^']*)'/.exec(message)?.[1] : undefined;
    if (unknown === undefined) throw new UsageError(message);
    const meant = nearest(unknown.replace(/^-+/, ""), Object.keys(options));
    throw new UsageError(
      `There is no option ${unknown}.${meant === undefined ? " A text that begins with - goes after --." : ` Did you mean --${meant}?`}`,
    );
  }
}
