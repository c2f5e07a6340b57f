import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, it, onTestFinished } from "vitest";
import { findChromium } from "../support/chromium.js";
import { cases } from "./cases.js";

const chromium = findChromium();
const title = chromium.skipReason ? `in a browser (skipped: ${chromium.skipReason})` : "in a browser";

describe.skipIf(chromium.skipReason)(title, () => {
  it("every case gives the same message", async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: 'export * from "./index.js"',
        resolveDir: fileURLToPath(new URL("../../src/format", import.meta.url)),
      },
      bundle: true,
      format: "iife",
      globalName: "format",
      platform: "browser",
      write: false,
    });
    const browser = await chromium.launch();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });
    const messages = await page.evaluate(
      (texts) =>
        texts.map((text) =>
          (Reflect.get(globalThis, "format") as typeof import("../../src/format/index.js")).toWhatsApp(text),
        ),
      cases.map(([, markdown]) => markdown),
    );
    expect(messages).toEqual(cases.map(([, , message]) => message));
  }, 60_000);
});
