import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { examples } from "../../scripts/pictures/examples.js";
import { root } from "./blocks.js";

const images = join(root, "docs/images");
const guide = join(root, "docs/guide");
const pages = readdirSync(guide).map((name) => readFileSync(join(guide, name), "utf8"));
const shown = pages.flatMap((page) => [
  ...page.matchAll(
    /<picture>\n {2}<source media="\(prefers-color-scheme: dark\)" srcset="\.\.\/images\/formatting-([\w-]+)-dark\.png">\n {2}<img src="\.\.\/images\/formatting-([\w-]+)\.png" width="760" alt="([^"]+)">\n<\/picture>/g,
  ),
]);

describe("the pictures of the guide", () => {
  it("were made from what the formatter writes today: else run `npm run pictures`", () => {
    const drawn = JSON.parse(readFileSync(join(images, "formatting.json"), "utf8"));
    expect(drawn).toEqual(examples().map(({ name, source, messages }) => ({ name, source, messages })));
  });

  it("are all shown once, in light and dark, with words for who does not see them", () => {
    const names = examples().map(({ name }) => name);
    expect(shown.map(([, dark]) => dark).sort()).toEqual([...names].sort());
    for (const [, dark, light, alt = ""] of shown) {
      expect(light).toBe(dark);
      expect(alt.length).toBeGreaterThan(40);
    }
  });

  it("are small, and none is left over", () => {
    const files = readdirSync(images).filter((name) => /^formatting-.*\.png$/.test(name));
    expect(files.sort()).toEqual(
      examples()
        .flatMap(({ name }) => [`formatting-${name}.png`, `formatting-${name}-dark.png`])
        .sort(),
    );
    for (const name of files) expect(statSync(join(images, name)).size).toBeLessThan(60_000);
  });
});
