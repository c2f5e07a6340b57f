import { describe, expect, it, vi } from "vitest";
import { createOutbox, memoryDriver, type NewSend } from "../../src/queue/index.js";
import { setUp } from "./kit.js";

describe("adding", () => {
  it("an idempotency key makes one send, whatever is added under it, and answers its outcome", async () => {
    const { outbox, open, text, advance, texts } = await setUp();
    const options = { idempotencyKey: "order-123-confirmation" };
    const first = await outbox.sendText(text("hello"), options);
    expect(first.isDuplicate).toBe(false);
    const second = await outbox.sendText(text("something else"), options);
    expect([second.id, second.isDuplicate]).toEqual([first.id, true]);
    await advance(1_000);
    expect(texts()).toEqual(["hello"]);
    const other = open({ autorun: false });
    const third = await other.sendText(text("hello"), options);
    expect(await third.sent).toEqual(await first.sent);
    await other.close();
  });

  it("two processes with one key at once make one send", async () => {
    const { open, text, advance, texts, outbox } = await setUp();
    const other = open();
    const both = [outbox, other].map((each) => each.sendText(text("hello"), { idempotencyKey: "k" }));
    const handles = await Promise.all(both);
    expect(handles.filter(({ isDuplicate }) => isDuplicate)).toHaveLength(1);
    await advance(1_000);
    expect(texts()).toEqual(["hello"]);
    await other.close();
  });

  it("addAll stores all or none, in order", async () => {
    const { outbox, text, advance, texts } = await setUp();
    const sends = ["one", "two", "three"].map((words): NewSend => ({ method: "sendText", body: text(words) }));
    const bad = { method: "sendText", body: { ...text("four"), number: "nobody" } } as const;
    await expect(outbox.addAll([...sends, bad])).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(await outbox.queue.counts()).toMatchObject({ waiting: 0, active: 0 });
    expect(await outbox.addAll([])).toEqual([]);
    await outbox.addAll(sends);
    await advance(1_000);
    expect(texts()).toEqual(["one", "two", "three"]);
  });

  it("a chat is one lane, however its number is written", async () => {
    const { outbox, text } = await setUp({ autorun: false });
    for (const number of ["5511999990001", "+55 (11) 99999-0001", "5511999990001@s.whatsapp.net"])
      await outbox.sendText(text("hello", number));
    await outbox.sendText(text("hello", "120363000000000001@g.us"));
    const { lanes } = await outbox.queue.lanes();
    expect(lanes.map(({ lane }) => lane).sort()).toEqual([
      "shop/120363000000000001@g.us",
      "shop/5511999990001@s.whatsapp.net",
    ]);
  });

  it("bytes are kept beside the job, arrive, and are gone afterwards", async () => {
    const { outbox, advance, maria, driver } = await setUp();
    const media = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 1, 2, 3]);
    const body = {
      instanceName: "shop",
      number: "5511999990001",
      mediatype: "document",
      media,
      fileName: "a.png",
    } as const;
    await outbox.sendMedia(body);
    const files = driver.state.open("outbox-files");
    expect(await files.count()).toBeGreaterThan(0);
    // A file goes through streams, which take turns of their own.
    const arrived = async () => {
      await advance(250);
      expect(maria.inbox).toHaveLength(1);
      expect(await files.count()).toBe(0);
    };
    await vi.waitFor(arrived, { timeout: 20_000 });
  });

  it.each<[string, unknown]>([
    ["no number", { instanceName: "shop", text: "x" }],
    ["a number without digits", { instanceName: "shop", number: "Maria", text: "x" }],
    ["half a surrogate pair", { instanceName: "shop", number: "5511\ud800", text: "x" }],
    ["no instance", { number: "5511999990001", text: "x" }],
    ["an empty instance", { instanceName: "", number: "5511999990001", text: "x" }],
    ["an instance of half a surrogate pair", { instanceName: "\udc00", number: "5511999990001", text: "x" }],
    ["no body", undefined],
    ["a list", []],
  ])("%s is refused before anything is stored", async (_, body) => {
    const { outbox } = await setUp();
    await expect(outbox.sendText(body as never)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(await outbox.queue.counts()).toMatchObject({ waiting: 0, active: 0, retrying: 0, completed: 0, dead: 0 });
  });

  it.each(["", "x".repeat(501), "\ud800", 5, null])("the idempotency key %j is refused", async (idempotencyKey) => {
    const { outbox, text } = await setUp();
    const added = outbox.sendText(text("x"), { idempotencyKey: idempotencyKey as string });
    await expect(added).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  it("a method that the client does not have is refused", async () => {
    const { outbox, text } = await setUp();
    for (const method of ["constructor", "sendNothing", "__proto__", undefined]) {
      const added = outbox.addAll([{ method, body: text("x") } as never]);
      await expect(added).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    }
  });

  it.each([
    [{ client: {} }, "client"],
    [{ driver: {} }, "driver"],
    [{ settleMs: Number.NaN }, "settleMs"],
    [{ settleMs: -1 }, "settleMs"],
    [{ attempts: 0 }, "attempts"],
    [{ attempts: Number.POSITIVE_INFINITY }, "attempts"],
    [{ onUncertain: "hope" }, "onUncertain"],
    [{ stuckAfterMs: "soon" }, "stuckAfterMs"],
    [{ rememberMs: 0 }, "rememberMs"],
  ])("options %j are refused by name", async (wrong, name) => {
    const { client } = await setUp();
    const options = { client, driver: memoryDriver(), ...wrong } as never;
    expect(() => createOutbox(options)).toThrow(new RegExp(`Expected \`${name}`));
  });
});
