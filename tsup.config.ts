import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Options } from "tsup";
import { markedLexer } from "./scripts/build/marked-lexer.js";

const entry = {
  index: "src/index.ts",
  "webhooks/index": "src/webhooks/index.ts",
  "format/index": "src/format/index.ts",
  "schemas/index": "src/schemas/index.ts",
  "queue/index": "src/queue/index.ts",
  "queue/sqlite/index": "src/queue/drivers/sqlite/index.ts",
  "queue/bullmq/index": "src/queue/drivers/bullmq/index.ts",
  "sessions/index": "src/sessions/index.ts",
  "sessions/sqlite/index": "src/state/stores/sqlite/index.ts",
  "sessions/redis/index": "src/state/stores/redis/index.ts",
  "sessions/postgres/index": "src/state/stores/postgres/index.ts",
  "rate-limit/index": "src/rate-limit/index.ts",
  "channel/index": "src/channel/index.ts",
  "testing/index": "src/testing/index.ts",
  "testing/msw/index": "src/testing/msw/index.ts",
  "dashboard/index": "src/dashboard/index.ts",
  "simulator/index": "src/simulator/index.ts",
  "sources/rabbitmq/index": "src/sources/rabbitmq/index.ts",
  "sources/websocket/index": "src/sources/websocket/index.ts",
};

/** Run and not imported: no types, no CommonJS. It shares its parts with the entries. */
const commandLine = { "cli/index": "src/cli/index.ts" };

/** Built apart: chunks that they shared with `format` would make every page that formats a message larger. */
const formatParts = {
  "format/builders/index": "src/format/builders/index.ts",
  "format/menu/index": "src/format/menu/index.ts",
  "format/templates/index": "src/format/templates/index.ts",
};

/** Off Node there is no undici: the edge build swaps the one file that names the default transport. */
const edgeTransport: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "edge-transport",
  setup(build) {
    build.onResolve({ filter: /\/default-transport\.js$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace(/\.js$/, ".edge.ts")),
    }));
  },
};

/** The simulator's page goes into the code that serves it, so that it is found however the package is bundled. */
const simulatorPage: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "simulator-page",
  setup(build) {
    build.onLoad({ filter: /[\\/]simulator[\\/]assets\.ts$/ }, ({ path }) => {
      const folder = join(path, "..", "page");
      const names = readdirSync(folder).filter((name) => /\.(html|css|js|svg)$/.test(name));
      const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
      return { contents: `export const assets = ${JSON.stringify(files)};` };
    });
  },
};

const shared = {
  target: "node20",
  splitting: true,
  sourcemap: true,
  removeNodeProtocol: false,
  noExternal: ["marked"],
  esbuildPlugins: [markedLexer, simulatorPage],
  esbuildOptions(options) {
    // Node 20 has them all; esbuild does not trust it with the newer ones and would make each pattern anew at every call.
    options.supported = { "regexp-unicode-property-escapes": true };
  },
} satisfies Options;

// Before all of them: the builds below run beside each other, and one that cleaned up would take what others wrote.
rmSync("dist", { recursive: true, force: true });

export default defineConfig([
  { ...shared, entry: { ...entry, ...commandLine }, format: ["esm"] },
  { ...shared, entry, format: ["cjs"] },
  { ...shared, entry: formatParts, format: ["esm", "cjs"] },
  { ...shared, entry: { ...entry, ...formatParts }, format: ["esm", "cjs"], dts: { only: true } },
  {
    ...shared,
    entry: { "index.edge": "src/index.ts" },
    format: ["esm"],
    platform: "neutral",
    esbuildPlugins: [markedLexer, edgeTransport],
  },
]);
