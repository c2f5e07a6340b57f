import { describe, expect, it } from "vitest";
import { checkLayers } from "../../scripts/check/layers.js";
import { readSources } from "../../scripts/check/sources.js";

/** The problems of one file in memory. */
const problemsOf = (path: string, text: string) => checkLayers([{ path, text }]).problems;

describe("the import layers of src", () => {
  it("hold", () => {
    const sources = readSources();
    expect(sources.length).toBeGreaterThan(0);
    expect(checkLayers(sources).problems).toEqual([]);
  });
});

describe("an import", () => {
  it("may point down, or stay within its folder", () => {
    const text =
      'import { a } from "../errors/index.js";\nimport { b } from "./tree.js";\nimport { c } from "../internal/clock.js";';
    expect(problemsOf("format/index.ts", text)).toEqual([]);
  });

  it("may not point up, and the message names the line and the fix", () => {
    expect(problemsOf("format/tree.ts", '\nimport { x } from "../client/index.js";')).toEqual([
      expect.stringMatching(
        /^src\/format\/tree\.ts:2 imports "\.\.\/client\/index\.js": client \(layer 3\).*structural type/,
      ),
    ]);
  });

  it.each([
    ["a sibling", 'import { x } from "../webhooks/index.js";'],
    ["a sibling's types", 'import type { X } from "../webhooks/index.js";'],
    ["a sibling, by export from", 'export { x } from "../webhooks/index.js";'],
    ["a sibling, by dynamic import", 'const x = await import("../webhooks/index.js");'],
    ["a sibling, in a type", 'type X = import("../webhooks/index.js").X;'],
    ["the root index", 'import { x } from "../index.js";'],
    ["a driver of another capability", 'import { x } from "../queue/drivers/sqlite.js";'],
    ["a folder in no layer", 'import { x } from "../utils/index.js";'],
    ["a file outside src", 'import { x } from "../../package.json";'],
  ])("of %s is refused", (_, text) => {
    expect(problemsOf("client/client.ts", text)).toHaveLength(1);
  });

  it("of a capability's interface is fine for a driver, of another driver it is not", () => {
    expect(problemsOf("queue/drivers/sqlite.ts", 'import type { Driver } from "../driver.js";')).toEqual([]);
    expect(problemsOf("queue/drivers/sqlite/index.ts", 'import { x } from "./schema.js";')).toEqual([]);
    expect(problemsOf("queue/drivers/sqlite.ts", 'import { x } from "./bullmq.js";')).toHaveLength(1);
    expect(problemsOf("queue/queue.ts", 'import { x } from "./drivers/sqlite.js";')).toHaveLength(1);
  });

  it("in a comment or a string is not an import", () => {
    expect(
      problemsOf("format/index.ts", '// import "../client/index.js"\nconst x = \'from "../client/index.js"\';'),
    ).toEqual([]);
  });
});

describe("a file", () => {
  it("in a folder without a layer is refused", () => {
    expect(problemsOf("utils/index.ts", "")).toEqual([expect.stringContaining("layer-table.ts")]);
    expect(problemsOf("helpers.ts", "")).toHaveLength(1);
  });

  it("draws a warning above 300 lines and is refused above 450", () => {
    const lines = (count: number) => checkLayers([{ path: "format/index.ts", text: "//\n".repeat(count) }]);
    expect(lines(300)).toEqual({ problems: [], notes: [] });
    expect(lines(301)).toEqual({ problems: [], notes: [expect.stringContaining("301 lines")] });
    expect(lines(450).problems).toEqual([]);
    expect(lines(451).problems).toEqual([expect.stringContaining("451 lines")]);
  });
});

describe("internal", () => {
  it("may be used by an index, but not exported by it", () => {
    expect(problemsOf("format/index.ts", 'import { x } from "../internal/x.js";\nexport const y = x();')).toEqual([]);
  });

  it.each([
    ["export from", 'export { x } from "../internal/x.js";'],
    ["export *", 'export * from "../internal/x.js";'],
    ["export type from", 'export type { X } from "../internal/x.js";'],
    ["import, then export", 'import { x as y } from "../internal/x.js";\nexport { y as z };'],
    ["export default", 'import x from "../internal/x.js";\nexport default x;'],
  ])("is not exported by %s", (_, text) => {
    expect(problemsOf("format/index.ts", text)).toEqual([expect.stringContaining("internal is never exported")]);
  });
});

describe("a Node built-in", () => {
  it.each([
    "webhooks/verify.ts",
    "format/index.ts",
    "schemas/send.ts",
    "sessions/index.ts",
    "errors/index.ts",
    "jid/index.ts",
    "types/index.ts",
    "internal/x.ts",
    "client/transports/fetch.ts",
    "client/default-transport.edge.ts",
  ])("is refused in %s, which also runs on the edge", (path) => {
    expect(problemsOf(path, 'import { createHash } from "node:crypto";')).toHaveLength(1);
    expect(problemsOf(path, 'import { createHash } from "crypto";')).toHaveLength(1);
    expect(problemsOf(path, 'await import("node:fs/promises");')).toHaveLength(1);
  });

  it("is fine in what runs on Node only", () => {
    for (const path of ["client/transports/undici.ts", "state/stores/sqlite.ts", "testing/index.ts"])
      expect(problemsOf(path, 'import { createHash } from "node:crypto";')).toEqual([]);
  });
});

describe("a package", () => {
  it("we depend on, or take into what we publish, may be imported by any layer", () => {
    expect(problemsOf("client/client.ts", 'import { z } from "zod";')).toEqual([]);
    expect(problemsOf("format/index.ts", 'import { marked } from "marked";')).toEqual([]);
  });

  it.each([
    ["client/client.ts", "axios"],
    ["client/client.ts", "@scope/thing/part"],
    ["queue/index.ts", "bullmq"],
    ["queue/drivers/sqlite.ts", "bullmq"],
    ["channel/index.ts", "@bull-board/api"],
    ["webhooks/node.ts", "express"],
    ["testing/index.ts", "msw/node"],
    ["sources/rabbitmq.ts", "socket.io-client"],
  ])("is refused in %s: %s", (path, name) => {
    expect(problemsOf(path, `import { x } from "${name}";`).length).toBeGreaterThan(0);
  });

  it.each([
    ["queue/drivers/bullmq.ts", "bullmq"],
    ["queue/drivers/bullmq/index.ts", "ioredis"],
    ["state/stores/redis.ts", "ioredis"],
    ["dashboard/queues.ts", "@bull-board/api/baseAdapter"],
    ["testing/msw.ts", "msw"],
    ["observability/metrics.ts", "prom-client"],
  ])("which is an optional peer is fine in its own subpath, %s: %s", (path, name) => {
    expect(problemsOf(path, `import { x } from "${name}";`)).toEqual([]);
  });
});
