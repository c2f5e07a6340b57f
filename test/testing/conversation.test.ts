import { describe, expect, it } from "vitest";
import { conversation } from "../../src/testing/index.js";
import { startBot } from "../support/bot.js";

const dishes = [
  { rowId: "pizza", title: "Pizza", description: "" },
  { rowId: "salad", title: "Salad", description: "" },
];

/** A bot that greets, shows a menu, takes an order and a vote, and remembers nothing. */
const start = (options: Parameters<typeof startBot>[1] = {}) =>
  startBot(async (message, shop) => {
    const number = message.chat.jid;
    const say = (text: string) => shop.messages.sendText({ number, text });
    if (message.kind === "selection") return say(`One ${message.selection.title} (${message.selection.id})`);
    if (message.kind === "poll-vote") return say(`You like ${message.text}`);
    if (message.kind === "reaction") return say(`Thanks for the ${message.reaction.emoji}`);
    if (message.kind === "image") return say("What a picture");
    if (message.text === "menu") {
      return shop.messages.sendList({
        number,
        title: "Today",
        description: "Choose",
        buttonText: "Open",
        footerText: "",
        sections: [{ title: "Dishes", rows: dishes }],
      });
    }
    if (message.text === "vote") {
      return shop.messages.sendPoll({ number, name: "Best?", values: ["Pizza", "Salad"], selectableCount: 1 });
    }
    if (message.text === "twice") await say("one");
    return say(message.text === "twice" ? "two" : "Olá!\nWhat do you want?");
  }, options);

async function failureOf(script: PromiseLike<unknown>): Promise<Error> {
  try {
    await script;
  } catch (error) {
    return error as Error;
  }
  throw new Error("the script did not fail");
}

describe("a script", () => {
  it("talks to a bot step by step: texts, buttons, files, reactions and whatever else is done", async () => {
    const { gateway, maria } = await start();
    const done: string[] = [];
    await conversation(maria, { gateway })
      .says("oi")
      .expects(/Olá/)
      .says("menu")
      .expects("Today")
      .presses("Pizza")
      .expects("One Pizza (pizza)")
      .reacts("❤️")
      .expects("Thanks for the ❤️")
      .says({ image: Uint8Array.of(1), caption: "look" })
      .expects(({ text, chat }) => text === "What a picture" && chat === "shop")
      .does(() => done.push("done"))
      .expectsNothing();
    expect(done).toEqual(["done"]);
  });

  it("votes in a poll", async () => {
    const { maria } = await start({ version: "2.3.7" });
    await conversation(maria).says("vote").expects("Best?").votes("Pizza").expects("You like Pizza");
  });

  it("can be continued, and does not take a message twice", async () => {
    const { gateway, maria } = await start();
    const script = conversation(maria, { gateway }).says("twice").expects("one");
    await script;
    await script.expects("two").expectsNothing();
    await conversation(maria, { gateway }).expectsNothing().says("oi").expects("Olá");
  });

  it("talks to one of several instances, and does not hear the others", async () => {
    const { gateway, maria } = await start();
    gateway.addInstance({ name: "bakery" });
    await conversation(maria, { to: "shop", gateway }).says("oi").expects("Olá").expectsNothing();
    maria.send("oi", { to: "bakery" });
    await conversation(maria, { to: "bakery", gateway }).expectsNothing();
  });

  it("lets the gateway's time go by", async () => {
    const { gateway, maria } = await start({ clock: "virtual" });
    const before = gateway.clock.now();
    await conversation(maria, { gateway }).passes(60_000);
    expect(gateway.clock.now() - before).toBe(60_000);
  });

  it("begins without being awaited", async () => {
    const { maria } = await start();
    conversation(maria).says("oi");
    expect((await maria.waitFor()).text).toBe("Olá!\nWhat do you want?");
  });
});

describe("a script with a bot that reacts, edits or takes its time", () => {
  it("does not take reactions for messages, and expects them where it says so", async () => {
    const { gateway, maria } = await startBot(async ({ chat, key }, shop) => {
      await shop.messages.sendReaction({ key, reaction: "👀" });
      await shop.messages.sendText({ number: chat.jid, text: "hi" });
      await shop.messages.sendReaction({ key, reaction: "✅" });
    });
    const script = conversation(maria, { gateway }).says("oi").expects("hi").expectsNothing();
    await script.expectsReaction("👀").expectsReaction().reacts("❤️");
    expect(maria.messages.find(({ text }) => text === "hi")?.reactions).toEqual([{ from: maria.number, emoji: "❤️" }]);
    const error = await failureOf(conversation(maria, { timeoutMs: 500 }).says("oi").expectsReaction("🎉"));
    expect(error.message).toContain('expected the reaction "🎉", but shop reacted "👀".');
    expect(error.message).toContain("Maria: oi [✅ shop]");
  });

  it("waits until a message is edited to what is expected", async () => {
    const { gateway, maria } = await startBot(async ({ chat: { jid: number } }, shop) => {
      const { key } = await shop.messages.sendText({ number, text: "One mom" });
      for (const text of ["One moment", "One moment, please"]) await shop.chats.updateMessage({ number, key, text });
    });
    await conversation(maria, { gateway }).says("oi").expectsEdited("please").expectsNothing();
    const error = await failureOf(conversation(maria, { timeoutMs: 300 }).says("oi").expectsEdited("thanks"));
    expect(error.message).toContain(
      'expected a message with "thanks", but shop: One moment, please did not become that within 300 ms.',
    );
  });

  it("hears what a bot says shortly after it has answered its webhook", async () => {
    const { gateway, maria } = await startBot(({ chat }, shop) => {
      // A bot that thinks on after its 200 does so in real time, which is what the script is to wait for.
      setTimeout(() => void shop.messages.sendText({ number: chat.jid, text: "late" }), 5);
    });
    const error = await failureOf(conversation(maria, { gateway }).says("oi").expectsNothing());
    expect(error.message).toContain("expected nothing, but got shop: late.");
  });
});

describe("a script that fails", () => {
  it("shows who said what, points at the step, and says what came instead", async () => {
    const { maria } = await start();
    const script = conversation(maria).says("oi").expects("Olá").says("menu").expects(/Pasta/).presses("Pasta");
    const error = await failureOf(script);
    expect(error.name).toBe("ConversationError");
    expect(error.message).toBe(`\
Maria's conversation failed at step 4 of 5: expected a message that matches /Pasta/, but got shop: Today (Pizza) (Salad).

  ✓ 1  Maria: oi
  ✓ 2  shop: Olá! ↵ What do you want?
  ✓ 3  Maria: menu
  ✗ 4  expects(/Pasta/)
    5  presses("Pasta")

On Maria's phone:
  Maria: oi
  shop: Olá!
    What do you want?
  Maria: menu
  shop: Today (Pizza) (Salad)`);
  });

  it("names the line of the test that failed", async () => {
    const { maria } = await start();
    const error = await failureOf(conversation(maria).says("oi").expects("Bye"));
    expect(error.stack?.split("\n").find((line) => /^\s+at /.test(line))).toContain("conversation.test.ts");
  });

  it("says when nothing came in time", async () => {
    const { maria } = await start();
    const error = await failureOf(conversation(maria, { timeoutMs: 1 }).expects("Olá").says("oi"));
    expect(error.message).toContain('step 1 of 2: expected a message with "Olá", but nothing came within 1 ms.');
    expect(maria.messages).toEqual([]);
  });

  it("says what came when nothing should", async () => {
    const { gateway, maria } = await start();
    const error = await failureOf(conversation(maria, { gateway }).says("twice").expects("one").expectsNothing());
    expect(error.message).toContain("expected nothing, but got shop: two.");
  });

  it("says what there is to press, and that there is nothing yet", async () => {
    const { maria } = await start();
    const pressing = await failureOf(conversation(maria).says("menu").expects().presses("Pasta"));
    expect(pressing.message).toContain('has no "Pasta" to press: it offers "Pizza", "Salad"');
    const second = await start();
    expect((await failureOf(conversation(second.maria).reacts("❤️"))).message).toContain("there is no message yet");
  });

  it("says what option is missing", async () => {
    const { maria } = await start();
    expect((await failureOf(conversation(maria).expectsNothing())).message).toContain(
      "expectsNothing needs the gateway: conversation(phone, { gateway })",
    );
  });

  it("stays failed, and what follows is not done", async () => {
    const { maria } = await start();
    const script = conversation(maria).says("oi").expects("Bye");
    const error = await failureOf(script);
    expect(await failureOf(script.says("menu"))).toBe(error);
    expect(maria.messages.map(({ text }) => text)).not.toContain("menu");
  });
});
