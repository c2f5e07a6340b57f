import type { Surroundings } from "../../src/cli/command.js";
import { main } from "../../src/cli/main.js";
import { systemClock } from "../../src/internal/clock.js";
import type { FakeGateway } from "../../src/testing/index.js";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Given extends Partial<Omit<Surroundings, "stdin" | "stdout" | "stderr">> {
  readonly input?: string;
  /** Whether a person reads stdout. */
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** Sees each piece of stdout. */
  readonly onOut?: (text: string) => void;
}

/** Runs the command line in this process. */
export async function run(
  argv: readonly string[],
  { input = "", isTTY, columns, onOut, ...given }: Given = {},
): Promise<Ran> {
  const written = { out: "", err: "" };
  const code = await main({
    argv,
    env: {},
    signal: new AbortController().signal,
    clock: systemClock,
    version: "1.2.3",
    ...given,
    stdin: (async function* () {
      yield Buffer.from(input);
    })(),
    stdout: {
      isTTY,
      columns,
      write(text) {
        written.out += text;
        onOut?.(text);
      },
    },
    stderr: { write: (text) => (written.err += text) },
  });
  return { code, ...written };
}

/** The environment that names a gateway. */
export const envOf = ({ url, apiKey }: Pick<FakeGateway, "url" | "apiKey">) => ({
  EVOLUTION_URL: url,
  EVOLUTION_API_KEY: apiKey,
});
