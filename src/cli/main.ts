import { isEvolutionError, isInvalidArgumentError } from "../errors/index.js";
import { messageOf } from "../internal/record.js";
import { type Command, type Surroundings, UsageError } from "./command.js";
import { doctor } from "./doctor/doctor.js";
import { inWordsOfCommands } from "./gateway.js";
import { helpOf, overview } from "./help.js";
import { nearest } from "./nearest.js";
import { pair } from "./pair.js";
import { parse } from "./parse.js";
import { send } from "./send.js";
import { simulate } from "./simulate.js";

const commands: Readonly<Record<string, Command>> = { doctor, pair, send, simulate };

/** Ctrl-C, as shells count it: 128 and the signal's number. */
const interrupted = 130;

/** Runs the command line. Answers the exit code and never throws: what went wrong is on stderr. */
export async function main(surroundings: Surroundings): Promise<number> {
  const { argv, stdout, stderr, version, signal } = surroundings;
  const [name = "", ...args] = argv;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  try {
    if (command) {
      const own = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
      if (!own.includes("--help") && !own.includes("-h")) return await command.run(parse(command, args, surroundings));
      stdout.write(helpOf(name, command));
      return 0;
    }
    if (["--help", "-h", "--version"].includes(name)) {
      stdout.write(name === "--version" ? `${version}\n` : overview(commands));
      return 0;
    }
    if (name === "") throw new UsageError(`Say what to do: ${Object.keys(commands).join(", ")}.`);
    const meant = nearest(name, Object.keys(commands));
    const list = Object.keys(commands).join(", ");
    throw new UsageError(
      `There is no command "${name}".${meant === undefined ? ` There are: ${list}.` : ` Did you mean ${meant}?`}`,
    );
  } catch (error) {
    if (signal.aborted) {
      stderr.write("Stopped.\n");
      return interrupted;
    }
    if (error instanceof UsageError || isInvalidArgumentError(error)) {
      stderr.write(`${error.message}\nSee npx evolution-kit ${command ? `${name} ` : ""}--help.\n`);
      return 2;
    }
    const known = isEvolutionError(error) ? inWordsOfCommands(error.message) : undefined;
    stderr.write(`${known ?? `This should not have happened: ${messageOf(error)}`}\n`);
    return 1;
  }
}
