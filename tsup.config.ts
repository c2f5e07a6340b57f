import { join } from "node:path";
import { defineConfig, type Options } from "tsup";

const entry = {
  index: "src/index.ts",
  "webhooks/index": "src/webhooks/index.ts",
  "format/index": "src/format/index.ts",
  "schemas/index": "src/schemas/index.ts",
  "channel/index": "src/channel/index.ts",
  "testing/index": "src/testing/index.ts",
  "sources/rabbitmq/index": "src/sources/rabbitmq/index.ts",
  "sources/websocket/index": "src/sources/websocket/index.ts",
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

const shared = { target: "node20", splitting: true, sourcemap: true, removeNodeProtocol: false } as const;

export default defineConfig([
  { ...shared, entry, format: ["esm", "cjs"], dts: true, clean: true },
  {
    ...shared,
    entry: { "index.edge": "src/index.ts" },
    format: ["esm"],
    platform: "neutral",
    esbuildPlugins: [edgeTransport],
  },
]);
