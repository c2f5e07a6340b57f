import { checkBuiltFormat } from "./built-format.js";
import { checkSizes } from "./bundle-size.js";
import { checkExample } from "./example.js";
import { report } from "./exec.js";
import { checkLayers } from "./layers.js";
import { readManifest } from "./manifest.js";
import { checkManifest, readLockfile } from "./manifest-rules.js";
import { checkPacked } from "./packed.js";
import { readSources } from "./sources.js";
import type { Step } from "./step.js";

/** Every check, in the order they run: what is quick and what others build upon comes first. */
export const steps: readonly Step[] = [
  {
    name: "layers",
    proves: "imports point down, the edge needs no Node, peers stay in their subpath, files stay short",
    fix: 'see "The shape" in CONTRIBUTING.md; `npx vitest test/package/layers.test.ts` repeats this check as you edit',
    run: async () => checkLayers(readSources()),
  },
  {
    name: "install-scripts",
    proves: "installing runs no script, and the dependencies are the agreed ones",
    fix: "edit package.json, then `npm install` to refresh the lockfile",
    run: async () => ({ problems: checkManifest(readManifest(), readLockfile()) }),
  },
  {
    name: "types",
    proves: "everything compiles",
    fix: "correct the types; `npx tsc --noEmit --watch` repeats this check as you edit (`-p src/simulator/page` for the page)",
    run: async () => {
      const reports = [await report("tsc", "--noEmit"), await report("tsc", "--noEmit", "-p", "src/simulator/page")];
      return { problems: reports.flatMap(({ problems }) => problems) };
    },
  },
  {
    name: "lint",
    proves: "format and lint rules hold",
    fix: "`npx biome check --write .` corrects most of it",
    run: () => report("biome", "ci", "--colors=off", "."),
  },
  {
    name: "build",
    proves: "tsup builds dist",
    fix: "`npm run build` repeats it; an entry of tsup.config.ts must exist in src",
    run: () => report("npm", "run", "build"),
  },
  {
    name: "publint",
    proves: "package.json describes the files we publish",
    fix: "correct exports, types or files in package.json",
    needsBuild: true,
    run: async ({ tarball }) => report("publint", "run", await tarball(), "--strict"),
  },
  {
    name: "attw",
    proves: "every subpath has the right types for import and require",
    fix: "correct the types conditions in package.json, or dts in tsup.config.ts",
    needsBuild: true,
    // node16: moduleResolution node10 reads no exports map, so it cannot find a subpath. It belongs to Node before 12; engines asks for 20.19.
    run: async ({ tarball }) =>
      report("attw", await tarball(), "--profile", "node16", "--format", "ascii", "--no-emoji"),
  },
  {
    name: "built-format",
    proves: "what is built formats as the sources do, imported and required",
    fix: "compare marked's sources with what scripts/build/marked-lexer.ts expects of them",
    needsBuild: true,
    run: checkBuiltFormat,
  },
  {
    name: "size",
    proves: "each entry stays within its gzip budget",
    fix: "look for a new import, or a module with side effects that cannot be shaken off",
    needsBuild: true,
    run: checkSizes,
  },
  {
    name: "packed",
    proves: "npm, pnpm and yarn install the tarball; ESM, CJS and types work and export the pinned names",
    fix: "if the export lists changed on purpose: `npm run check -- --only build,packed --update-exports`, and review the diff",
    needsBuild: true,
    run: checkPacked,
  },
  {
    name: "example",
    proves: "examples/testing-your-bot passes with the tarball installed, each conversation in less than a second",
    fix: "`npx vitest run examples/testing-your-bot` runs the same tests on the sources",
    needsBuild: true,
    run: checkExample,
  },
];
