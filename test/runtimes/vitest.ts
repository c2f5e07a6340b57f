import {
  ASYMMETRIC_MATCHERS_OBJECT,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
} from "@vitest/expect";
import * as spies from "@vitest/spy";
import * as chai from "chai";
import "../support/properties.js";

/**
 * Stands in for `vitest` where vitest cannot run: the tests of `webhooks`, `format` and `sessions` are bundled with it and run inside
 * another runtime. Its `expect` is vitest's own; only the collecting and running is ours.
 */

export interface Outcome {
  readonly passed: number;
  readonly assertions: number;
  readonly failures: readonly string[];
}

type Body = (...args: never[]) => unknown;
interface Test {
  readonly name: string;
  readonly run: () => unknown;
}

for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);
const globals = globalThis as Record<symbol, unknown>;
let assertions = 0;
export const expect = Object.assign(
  (value: unknown, message?: string) => {
    assertions++;
    return chai.expect(value, message);
  },
  chai.expect,
  globals[ASYMMETRIC_MATCHERS_OBJECT],
);
globals[GLOBAL_EXPECT] = expect;

export const vi = { fn: spies.fn, spyOn: spies.spyOn };

const tests: Test[] = [];
const path: string[] = [];
const cleanups: (() => unknown)[] = [];

export const onTestFinished = (cleanup: () => unknown): void => void cleanups.push(cleanup);
export const it = withEach((name, body) => {
  tests.push({ name: [...path, name].join(" > "), run: body });
});
export const describe = withEach((name, body) => {
  path.push(name);
  body();
  path.pop();
});

/** `each` calls a body with every row; the name keeps its place holders and gets the row's number. */
function withEach(add: (name: string, body: () => unknown) => void) {
  const each = (rows: readonly unknown[]) => (name: string, body: Body) => {
    for (const [i, row] of rows.entries()) {
      add(`${name} #${i}`, () => body(...((Array.isArray(row) ? row : [row]) as never[])));
    }
  };
  return Object.assign((name: string, body: Body) => add(name, body as () => unknown), { each });
}

/** Runs what was collected, one after another; `left` names what this runtime cannot do. */
export async function runAll(left: readonly string[]): Promise<Outcome> {
  const failures: string[] = [];
  const chosen = tests.filter(({ name }) => !left.includes(name));
  for (const name of left.filter((name) => !tests.some((test) => test.name === name))) {
    failures.push(`${name}: no test has this name any more`);
  }
  for (const { name, run } of chosen) {
    try {
      await run();
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
    for (const cleanup of cleanups.splice(0)) await cleanup();
    spies.restoreAllMocks();
  }
  return { passed: chosen.length - failures.length, assertions, failures };
}
