import { streamMessages, toWhatsApp } from "evolution-kit/format";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Clock } from "../../src/internal/clock.js";
import { runs } from "../support/properties.js";
import { virtualClock } from "../support/virtual-clock.js";
import { shownWords } from "./shown-words.js";

const line = fc.constantFrom(
  "plain words and **bold** ones.",
  "More *italic over",
  "two lines* here. And more.",
  "# A heading",
  "Title\n---",
  "Here it is:",
  "- an item with `code`",
  "  - nested **b**",
  "  continued",
  "lazy",
  "1. one",
  "1. two",
  "7) seven",
  "   - in a number",
  "* star",
  "- [x] done",
  "> a quote",
  "> - with a list",
  "| a | b |\n|---|--:|\n| x | 1 |\n| *y* | 2 |",
  "| long name | other |\n|---|---|\n| something longer than fits | **b** |",
  "```js\na_b *c*\n\n- not an item\n# nor heading\n```",
  "~~~\n```\n~~~",
  "  ```\n  nested\n  ```",
  "    indented code",
  "---",
  "***",
  "<div>\n# html\n</div>",
  "<!-- a\n\n# b\n-->",
  "<b>x</b> y",
  "[a link](https://example.com/a_b)",
  "[used][ref]",
  "a\\* b* 2 * 3",
  "✅ ok 中文。",
  "",
  "",
  "",
);
/** A definition stands before what uses it: a stream cannot be asked for what has not come. */
const markdown = fc
  .tuple(fc.constantFrom("", "[ref]: https://example.com\n\n"), fc.array(line, { maxLength: 25 }))
  .map(([before, lines]) => before + lines.join("\n"));
const options = fc.record({
  minChars: fc.constantFrom(0, 20, 100),
  maxChars: fc.constantFrom(30, 60, 200),
  idleMs: fc.constant(Infinity),
});

it("for every way a text is cut into chunks, the messages show the same as the whole, and are the same", async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(markdown, sizes, options, async (text, sizes, given) => {
      const messages = await collect(streamMessages(chunksOf(text, sizes), given));
      expect(shownWords(...messages).join(" ")).toBe(shownWords(toWhatsApp(text)).join(" "));
      for (const message of messages) expect(message.length).toBeLessThanOrEqual(given.maxChars);
      expect(await collect(streamMessages(chunksOf(text, [text.length]), given))).toEqual(messages);
    }),
    { numRuns: runs(500) },
  );
});

it("however often the source falls silent, the messages show the same as the whole", async () => {
  // A line that makes a heading or a table of the one before it cannot be known in a silence.
  const text = markdown.map((all) => all.replace(/\nTitle\n---|^---$/gm, "\nTitle.").replaceAll("|", "/"));
  const pauses = fc.array(fc.constantFrom(0, 0, 500, 1500), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(text, pauses, options, async (text, pauses, given) => {
      const clock = virtualClock();
      const all: string[] = [];
      let isOver = false;
      const reading = (async () => {
        const chunks = pausing(chunksOf(text, [7, 3, 12]), pauses, clock);
        for await (const message of streamMessages(chunks, { ...given, idleMs: 1000, clock })) all.push(message);
        isOver = true;
      })();
      while (!isOver) await clock.advance(500);
      await reading;
      expect(shownWords(...all).join(" ")).toBe(shownWords(toWhatsApp(text)).join(" "));
    }),
    { numRuns: runs(100) },
  );
});

async function* pausing(chunks: AsyncIterable<string>, pauses: readonly number[], clock: Clock) {
  let i = 0;
  for await (const chunk of chunks) {
    await clock.sleep(pauses[i++ % pauses.length] ?? 0);
    yield chunk;
  }
}

async function* chunksOf(text: string, sizes: readonly number[]) {
  for (let at = 0, i = 0; at < text.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield text.slice(at, at + size);
    at += size;
  }
}

async function collect(messages: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const message of messages) all.push(message);
  return all;
}
