import { streamMessages } from "evolution-kit/format";
import { describe, expect, it, vi } from "vitest";
import { isAbortError } from "../../src/index.js";
import { settle, virtualClock } from "../support/virtual-clock.js";

/** A source that is told what to give, and when. */
function source() {
  const waiting: { resolve: (result: IteratorResult<string>) => void; reject: (error: unknown) => void }[] = [];
  const next = vi.fn(
    () => new Promise<IteratorResult<string>>((resolve, reject) => void waiting.push({ resolve, reject })),
  );
  const end = vi.fn(async () => ({ done: true as const, value: undefined }));
  return {
    chunks: { [Symbol.asyncIterator]: () => ({ next, return: end }) },
    next,
    end,
    async give(text: string) {
      await settle();
      waiting.shift()?.resolve({ done: false, value: text });
      await settle();
    },
    async fail(error: unknown) {
      await settle();
      waiting.shift()?.reject(error);
    },
    async finish() {
      await settle();
      waiting.shift()?.resolve({ done: true, value: undefined });
    },
  };
}

async function* of(...chunks: string[]) {
  yield* chunks;
}

async function all(messages: AsyncIterable<string>): Promise<string[]> {
  const given: string[] = [];
  for await (const message of messages) given.push(message);
  return given;
}

describe("messages end", () => {
  it("between paragraphs, once they are long enough", async () => {
    const text = "One **bold** paragraph.\n\nTwo.\n\nThree.\n\nFour.";
    expect(await all(streamMessages(of(text), { minChars: 25 }))).toEqual([
      "One *bold* paragraph.\n\nTwo.",
      "Three.\n\nFour.",
    ]);
    expect(await all(streamMessages(of(...text), { minChars: 25 }))).toEqual([
      "One *bold* paragraph.\n\nTwo.",
      "Three.\n\nFour.",
    ]);
    expect(await all(streamMessages(of(text)))).toEqual(["One *bold* paragraph.\n\nTwo.\n\nThree.\n\nFour."]);
  });

  it("between the items of a long list, which go on counting", async () => {
    const list = "1. first thing\n1. second thing\n   - nested\n1. third thing";
    expect(await all(streamMessages(of(list), { minChars: 0, maxChars: 30 }))).toEqual([
      "1. first thing",
      "2. second thing\n   ◦ nested",
      "3. third thing",
    ]);
  });

  it("never between a heading, or what announces a list, and what follows", async () => {
    const text = "# Title\n\nThe steps are:\n\n- a\n- b\n\nDone.";
    expect(await all(streamMessages(of(text), { minChars: 1, maxChars: 100 }))).toEqual([
      "*Title*\n\nThe steps are:\n\n- a\n- b",
      "Done.",
    ]);
  });

  it("inside a code block only if it is too long, and then it is closed and opened again", async () => {
    const code = "```js\nconst a = 1;\nconst b = 2;\n\nconst c = 3;\n```\nafter";
    expect(await all(streamMessages(of(...code), { minChars: 0, maxChars: 40 }))).toEqual([
      "```\nconst a = 1;\nconst b = 2;\n```",
      "```\nconst c = 3;\n```",
      "after",
    ]);
    expect(await all(streamMessages(of(...code), { minChars: 0 }))).toEqual([
      "```\nconst a = 1;\nconst b = 2;\n\nconst c = 3;\n```",
      "after",
    ]);
  });

  it("nowhere in a table", async () => {
    const table = "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\nafter";
    expect(await all(streamMessages(of(...table), { minChars: 0 }))).toEqual([
      "```\na  b\n-  -\n1  2\n3  4\n```",
      "after",
    ]);
  });

  it("where the layout options of toWhatsApp say", async () => {
    expect(await all(streamMessages(of("- a\n- b"), { bullets: ["•"] }))).toEqual(["• a\n• b"]);
  });
});

describe("when the source falls silent", () => {
  it.each([
    ["a whole sentence goes out", "Let me check that for you.", ["Let me check that for you."]],
    ["half a sentence waits", "Let me check that. Then I", ["Let me check that."]],
    ["half an emphasis waits", "Sure. This is **very impor", ["Sure."]],
    ["a whole emphasis is not parted", "Sure. **One. Two** is it", ["Sure."]],
    ["half a link waits", "Sure. See [the docs](https://exa", ["Sure."]],
    ["half a code span waits", "Sure. Run `npm. i", ["Sure."]],
    ["an abbreviation is no end", "Ask Dr.", []],
    ["half an address is no end", "Read https://example.", []],
    ["half a number is no end", "It costs 3.", []],
    ["half a list item waits", "The list.\n\n- one.\n- two.", ["The list."]],
    ["half a table waits", "Look.\n\n| a | b |\n|---|---|\n| 1 |", ["Look."]],
    ["half a code block waits", "Look.\n\n```\na.\n", ["Look."]],
    ["a block after another waits for neither", "- one.\n- two.\n\nLet me check.", ["- one.\n- two.\n\nLet me check."]],
    ["a finished code block goes out", "```\na\n```\n", ["```\na\n```"]],
    ["an emoji ends a sentence", "One moment ⏳", ["One moment ⏳"]],
  ])("%s", async (_name, text, expected) => {
    const clock = virtualClock();
    const { chunks, give } = source();
    const messages = streamMessages(chunks, { clock, idleMs: 1000 });
    const given: string[] = [];
    const reading = (async () => {
      for await (const message of messages) given.push(message);
    })();
    await give(text);
    await clock.advance(999);
    expect(given).toEqual([]);
    await clock.advance(1);
    await settle();
    expect(given).toEqual(expected);
    await messages.return();
    await reading;
  });

  it("the rest follows, and is read as what it is: the rest of a paragraph", async () => {
    const clock = virtualClock();
    const { chunks, give, finish } = source();
    const given: Promise<string[]> = all(streamMessages(chunks, { clock, idleMs: 1000 }));
    await give("In total.");
    await clock.advance(1000);
    await give(" - no item, **bold**.\nAnd [this](https://example.com).\n\n# Title");
    await finish();
    expect(await given).toEqual(["In total.", "\u2060- no item, *bold*.\nAnd this (https://example.com).\n\n*Title*"]);
  });

  it.each([
    ["a quote", "\n> A quote.\nIts end. More"],
    ["HTML", "\n<div>\nOne. Two.\n\n- item"],
  ])("%s right after the rest of a paragraph waits for its end", async (_name, text) => {
    const clock = virtualClock();
    const { chunks, give } = source();
    const messages = streamMessages(chunks, { clock, idleMs: 1000 });
    const given: string[] = [];
    const reading = (async () => {
      for await (const message of messages) given.push(message);
    })();
    for (const part of ["In total.", text]) {
      await give(part);
      await clock.advance(1000);
      await settle();
    }
    expect(given).toEqual(["In total."]);
    await messages.return();
    await reading;
  });

  it("the time the caller takes is no silence", async () => {
    const clock = virtualClock();
    const { chunks, give, finish } = source();
    const messages = streamMessages(chunks, { clock, idleMs: 1000, minChars: 1 });
    const first = messages.next();
    await give("First.\n\nSecond");
    expect(await first).toEqual({ done: false, value: "First." });
    await clock.advance(60_000);
    const second = messages.next();
    await give(" one. And");
    await clock.advance(500);
    await give(" more.");
    await finish();
    expect(await second).toEqual({ done: false, value: "Second one. And more." });
  });
});

describe("back-pressure", () => {
  it("nothing is read before a message is asked for, nor while the caller is busy", async () => {
    const { chunks, next, give } = source();
    const messages = streamMessages(chunks, { minChars: 1 });
    await settle();
    expect(next).not.toHaveBeenCalled();
    const first = messages.next();
    await give("One.\n\nTwo.\n\nThree");
    await first;
    await settle();
    expect(next).toHaveBeenCalledTimes(1);
    expect((await messages.next()).value).toBe("Two.");
    expect(next).toHaveBeenCalledTimes(1);
    await messages.return();
  });

  it("after a silence one read is under way, and no second one", async () => {
    const clock = virtualClock();
    const { chunks, next, give } = source();
    const messages = streamMessages(chunks, { clock, idleMs: 10 });
    const first = messages.next();
    await give("One.");
    await clock.advance(10);
    await first;
    await settle();
    expect(next).toHaveBeenCalledTimes(2);
    await give(" Two.\n\n");
    expect(next).toHaveBeenCalledTimes(2);
    await messages.return();
  });
});

describe("the end", () => {
  it("a break ends the source", async () => {
    const end = vi.fn();
    const chunks = (async function* () {
      try {
        for (;;) yield "Word.\n\n";
      } finally {
        end();
      }
    })();
    for await (const message of streamMessages(chunks, { minChars: 1 })) {
      expect(message).toBe("Word.");
      break;
    }
    expect(end).toHaveBeenCalledOnce();
  });

  it("return ends the source and the caller who waits, though a read is under way", async () => {
    const { chunks, end } = source();
    const messages = streamMessages(chunks);
    const waiting = messages.next();
    await settle();
    expect(await messages.return()).toEqual({ done: true, value: undefined });
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(end).toHaveBeenCalledOnce();
  });

  it("return before the first message ends the source", async () => {
    const { chunks, end, next } = source();
    await streamMessages(chunks).return();
    expect(end).toHaveBeenCalledOnce();
    expect(next).not.toHaveBeenCalled();
  });

  it("the signal ends the source at once, and the caller learns why", async () => {
    const { chunks, end, give } = source();
    const controller = new AbortController();
    const messages = streamMessages(chunks, { signal: controller.signal });
    const waiting = messages.next();
    await give("Some words. ");
    controller.abort("the user wrote again");
    await expect(waiting).rejects.toMatchObject({ name: "AbortError", cause: "the user wrote again" });
    expect(end).toHaveBeenCalledOnce();
    expect(await messages.next()).toEqual({ done: true, value: undefined });
  });

  it("a source that cannot be ended ends nothing else", async () => {
    const { chunks, give } = source();
    const end = vi.fn(() => {
      throw new Error("cannot end");
    });
    const broken = { [Symbol.asyncIterator]: () => ({ next: chunks[Symbol.asyncIterator]().next, return: end }) };
    const controller = new AbortController();
    const waiting = streamMessages(broken, { signal: controller.signal }).next();
    await give("Some words. ");
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
    expect(await streamMessages(broken).return()).toEqual({ done: true, value: undefined });
    expect(end).toHaveBeenCalledTimes(2);
  });

  it("messages that were ready are not given after the signal", async () => {
    const controller = new AbortController();
    const given: string[] = [];
    const reading = (async () => {
      for await (const message of streamMessages(of("One.\n\nTwo.\n\nThree."), {
        minChars: 1,
        signal: controller.signal,
      })) {
        given.push(message);
        controller.abort();
      }
    })();
    await expect(reading).rejects.toSatisfy(isAbortError);
    expect(given).toEqual(["One."]);
  });

  it("a signal that has fired lets nothing begin", async () => {
    const { chunks, end, next } = source();
    await expect(streamMessages(chunks, { signal: AbortSignal.abort() }).next()).rejects.toSatisfy(isAbortError);
    expect(next).not.toHaveBeenCalled();
    expect(end).toHaveBeenCalledOnce();
  });

  it("when the source fails, what was complete is given before its error", async () => {
    const { chunks, give, fail, end } = source();
    const given: string[] = [];
    const reading = (async () => {
      for await (const message of streamMessages(chunks)) given.push(message);
    })();
    await give("Done.\n\nAlso done. But **this is");
    await fail(new Error("overloaded"));
    await expect(reading).rejects.toThrow("overloaded");
    expect(given).toEqual(["Done.\n\nAlso done."]);
    expect(end).not.toHaveBeenCalled();
  });

  it("no timer is left behind", async () => {
    const clock = virtualClock();
    await all(streamMessages(of("a", "b"), { clock }));
    expect(clock.sleepers()).toEqual([]);
  });

  it("no timer runs where a silence is longer than timers can be", async () => {
    const clock = virtualClock();
    const { chunks, give, finish } = source();
    const messages = all(streamMessages(chunks, { clock, idleMs: 2 ** 31 }));
    await give("Some words.");
    expect(clock.sleepers()).toEqual([]);
    await finish();
    expect(await messages).toEqual(["Some words."]);
  });
});

it("web streams are read, and cancelled", async () => {
  const cancel = vi.fn();
  const stream = new ReadableStream<string>({
    start(controller) {
      controller.enqueue("One.\n\n");
      controller.enqueue("Two.\n\nThree");
    },
    cancel,
  });
  const messages = streamMessages(stream, { minChars: 1 });
  expect((await messages.next()).value).toBe("One.");
  const waiting = messages.next();
  expect((await waiting).value).toBe("Two.");
  const stuck = messages.next();
  await settle();
  await messages.return();
  expect((await stuck).done).toBe(true);
  expect(cancel).toHaveBeenCalledOnce();
});

it("nothing, white space and empty chunks make no message", async () => {
  expect(await all(streamMessages(of()))).toEqual([]);
  expect(await all(streamMessages(of("", " \n", "\n\n")))).toEqual([]);
});

it("an impossible length is refused", () => {
  expect(() => streamMessages(of("a"), { maxChars: 5 })).toThrow("Expected `maxChars` of 20 or more, got 5");
});
