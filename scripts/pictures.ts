import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { renderWhatsApp } from "../src/format/index.js";
import { assets } from "../src/simulator/assets.js";
import type { MessageView } from "../src/simulator/snapshot.js";
import { findChromium } from "../test/support/chromium.js";
import { type Example, examples } from "./pictures/examples.js";
import { withPalette } from "./pictures/palette.js";

/**
 * `npm run pictures`: draws the guide's examples beside what a phone shows of them, with the simulator's own page, into
 * docs/images/formatting-*.png, light and dark, and writes what they were made from to docs/images/formatting.json.
 * Needs Chromium. Run it when test/docs/pictures.test.ts says that they lag.
 */
const folder = fileURLToPath(new URL("../docs/images/", import.meta.url));
const origin = "http://pictures.invalid/";
const all = examples();

const browser = await findChromium().launch();
try {
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await browser.newPage({
      viewport: { width: 800, height: 600 },
      deviceScaleFactor: 2,
      colorScheme,
      locale: "en",
      timezoneId: "UTC",
    });
    page.on("pageerror", (error) => {
      throw error;
    });
    await page.route(`${origin}**`, (route) => {
      const name = route.request().url().slice(origin.length);
      const contentType = name.endsWith(".css") ? "text/css" : name.endsWith(".js") ? "text/javascript" : "text/html";
      return route.fulfill({ contentType, body: assets[name] ?? html(all) });
    });
    await page.goto(origin);
    await page.locator("body[data-drawn]").waitFor();
    for (const { name } of all) {
      await page.goto(`${origin}#${name}`);
      const path = `${folder}formatting-${name}${colorScheme === "dark" ? "-dark" : ""}.png`;
      writeFileSync(path, withPalette(await page.locator(`#${name}`).screenshot({ omitBackground: true })));
    }
  }
} finally {
  await browser.close();
}
const sources = all.map(({ name, source, messages }) => ({ name, source, messages }));
writeFileSync(`${folder}formatting.json`, `${JSON.stringify(sources, null, 2)}\n`);
console.log(`${2 * all.length} pictures in ${folder}`);

/** All examples, one below the other: each is pictured by itself. */
function html(examples: readonly Example[]): string {
  const views = examples.map(({ name, label, source, messages }) => ({
    name,
    label,
    source,
    views: messages.map(viewOf),
  }));
  // Within a script, `<` would be markup.
  const json = JSON.stringify(views).replaceAll("<", "\\u003c");
  const main = '<script type="module" src="main.js"></script>';
  return (assets["index.html"] ?? "").replace(
    main,
    () => `<style>
  #app { display: none; }
  :root, body { overflow: visible; background: none; }
  .example { position: absolute; top: 0; left: 0; display: grid; grid-template-columns: 1fr 348px; width: 760px;
    margin: 20px; overflow: hidden;
    border: 1px solid var(--line); border-radius: 12px; }
  .example:not(:target) { visibility: hidden; }
  .source { padding: 12px 16px 16px; background: var(--panel); min-width: 0; }
  .source pre { white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.5 "DejaVu Sans Mono", monospace; }
  .label { margin-bottom: 8px; font-size: 11.5px; font-weight: 600; color: var(--muted); }
  .example .chat { border-left: 1px solid var(--line); }
  .example .messages { padding: 12px 16px 18px 20px; }
  .example .messages > :first-child { margin-top: 0; }
  .example .bubble { max-width: 100%; }
</style>
<script type="module">
  import { bubble } from "./bubble.js";
  import { h } from "./dom.js";
  for (const { name, label, source, views } of ${json}) {
    const example =
      h("figure", { class: "example", id: name },
        h("div", { class: "source" }, h("p", { class: "label" }, label), h("pre", {}, source)),
        h("div", { class: "chat" }, h("div", { class: "messages" },
          h("p", { class: "label" }, "On the phone"),
          ...views.map((view, i) => bubble(view, { isGroup: false, startsRun: i === 0, isInspected: false })))));
    document.body.append(example);
    example.style.height = Math.ceil(example.offsetHeight) + "px";
  }
  document.body.dataset.drawn = "";
</script>`,
  );
}

/** A message that came in at half past nine. */
function viewOf(text: string, index: number): MessageView {
  return {
    id: String(index),
    chat: "",
    mine: false,
    author: "",
    at: Date.UTC(2026, 0, 1, 9, 30),
    preview: "",
    blocks: renderWhatsApp(text).blocks,
    text,
    parts: {},
    reactions: [],
    status: undefined,
    unread: false,
    forwarded: false,
    edited: false,
    deleted: false,
  };
}
