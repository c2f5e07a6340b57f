import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const src = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^evolution-kit$/, replacement: src("index.ts") },
      { find: /^evolution-kit\/queue\/(sqlite|bullmq)$/, replacement: src("queue/drivers/$1/index.ts") },
      { find: /^evolution-kit\/sessions\/(sqlite|redis|postgres)$/, replacement: src("state/stores/$1/index.ts") },
      { find: /^evolution-kit\/(.+)$/, replacement: src("$1/index.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts", "examples/**/*.test.ts"],
    typecheck: { enabled: true, include: ["test/**/*.test-d.ts"], tsconfig: "./tsconfig.json" },
    setupFiles: ["test/support/properties.ts"],
    pool: "threads",
    // No test waits for time to pass: the limit is for what never ends, also on a machine that is busy with other things.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    restoreMocks: true,
  },
});
