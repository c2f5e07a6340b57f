import type { Clock } from "../internal/clock.js";

/** Where a command writes. */
export interface Output {
  write(text: string): unknown;
  /** A person reads it, who may be shown colours and a picture that is drawn again. */
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** What a command has of the process it runs in. */
export interface Surroundings {
  /** After the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<string | Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Of this package. */
  readonly version: string;
}

export interface Option {
  readonly type: "string" | "boolean";
  readonly help: string;
  /** What stands for its value in the help, such as `URL`. */
  readonly value?: string;
  /** Where its value comes from when it is not given. */
  readonly env?: string;
  readonly multiple?: boolean;
}

export type Options<Name extends string> = Readonly<Record<Name, Option>>;

/** A command as it was called; its options by the names it has. */
export interface Call<Name extends string = string> extends Surroundings {
  readonly positionals: readonly string[];
  /** The option's value, or its environment variable's; an empty one is none. */
  text(name: Name): string | undefined;
  flag(name: Name): boolean;
  /** Every value of an option that may be given several times. */
  list(name: Name): readonly string[];
}

export interface Command<Name extends string = string> {
  /** One line. */
  readonly summary: string;
  /** What follows the command's name, e.g. `NUMBER [TEXT]`. */
  readonly usage: string;
  readonly options: Options<Name>;
  /** What else to know, as it is printed. */
  readonly notes: string;
  /** Answers the exit code: 0 done, 1 failed. */
  run(call: Call<Name>): Promise<number>;
}

/** Called in a wrong way: the exit code is 2, and the help is named. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
