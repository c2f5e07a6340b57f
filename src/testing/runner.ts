import { InvalidArgumentError } from "../errors/index.js";

/** The test runner's global function. @throws {InvalidArgumentError} there is none */
export function runner(name: "describe" | "it"): (name: string, body: () => unknown, timeoutMs?: number) => unknown {
  const found: unknown = Reflect.get(globalThis, name);
  if (typeof found === "function") return (...given) => found(...given);
  throw new InvalidArgumentError(
    `Expected \`${name}\` to be the test runner's function, got ${String(found)}, and there is no global one. ` +
      `Pass it: import { describe, it } from "vitest" (or "node:test").`,
  );
}
