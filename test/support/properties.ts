import fc from "fast-check";

/** There is no `process` in workerd. */
const env = globalThis.process?.env ?? {};

/** Properties are tried from one seed, so that what has passed passes again. `npm run fuzz` goes through new ones. */
fc.configureGlobal({ seed: Number(env.FUZZ_SEED ?? 1) });

/** How often a property is tried: `npm run fuzz` asks for more. */
export function runs(usual: number): number {
  return Math.max(usual, Number(env.FUZZ_RUNS ?? 0));
}
