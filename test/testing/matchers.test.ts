import { describe, expect, it } from "vitest";
import { matchers } from "../../src/testing/index.js";
import { startBot } from "../support/bot.js";

expect.extend(matchers);

const echo = () =>
  startBot((message, shop) => {
    const number = message.chat.jid;
    if (message.text === "poll")
      return shop.messages.sendPoll({ number, name: "Lunch?", values: ["Pizza", "Salad"], selectableCount: 1 });
    return shop.messages.sendText({ number, text: `You said\n${message.text}` });
  });

/** What a failing expectation says. */
async function failure(expectation: () => unknown): Promise<string> {
  try {
    await expectation();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("the expectation did not fail");
}

describe("expect(phone)", () => {
  it("toReceive waits for a text, a pattern, a test, or anything", async () => {
    const { maria } = await echo();
    maria.send("one");
    await expect(maria).toReceive("You said");
    maria.send("two");
    await expect(maria).toReceive(/two$/);
    maria.send("three");
    await expect(maria).toReceive(({ from }) => from === "shop");
    maria.send("four");
    await expect(maria).toReceive();
  });

  it("toReceive takes each message once", async () => {
    const { maria } = await echo();
    maria.send("one");
    await expect(maria).toReceive("one");
    await expect(maria).not.toReceive("one", { timeoutMs: 1 });
  });

  it("toHaveReceived and toHaveReceivedTimes look at what is there", async () => {
    const { gateway, maria } = await echo();
    expect(maria).not.toHaveReceived();
    expect(maria).toHaveReceivedTimes(0);
    maria.send("one");
    maria.send("two");
    await gateway.settled();
    expect(maria).toHaveReceived("one");
    expect(maria).toHaveReceived(/^you said/i);
    expect(maria).toHaveReceived(({ text }) => text.endsWith("two"));
    expect(maria).not.toHaveReceived("three");
    expect(maria).toHaveReceivedTimes(2);
    expect(maria).toHaveReceivedTimes(1, /two/);
    expect(maria).not.toHaveReceivedTimes(1);
  });

  it("a pattern that keeps its place finds the same again", async () => {
    const { gateway, maria } = await echo();
    maria.send("one");
    await gateway.settled();
    const pattern = /You/g;
    expect(maria).toHaveReceived(pattern);
    expect(maria).toHaveReceived(pattern);
  });

  it("a failure says what was expected and shows the screen", async () => {
    const { gateway, maria } = await echo();
    expect(await failure(() => expect(maria).toHaveReceived("Olá"))).toBe(
      'Expected Maria to have received a message with "Olá". On the screen:\n  (nothing)',
    );
    maria.send("poll");
    await gateway.settled();
    maria.send({ image: Uint8Array.of(1), caption: "look" });
    await gateway.settled();
    const screen = [
      "  Maria: poll",
      "  shop: [poll] Lunch? (Pizza) (Salad)",
      "  Maria: [image] look",
      "  shop: You said",
      "    look",
    ].join("\n");
    expect(await failure(() => expect(maria).toHaveReceived(/Ol[aá]/))).toBe(
      `Expected Maria to have received a message that matches /Ol[aá]/. On the screen:\n${screen}`,
    );
    expect(await failure(() => expect(maria).not.toHaveReceived("Lunch?"))).toBe(
      `Expected Maria not to have received a message with "Lunch?". On the screen:\n${screen}`,
    );
    expect(await failure(() => expect(maria).toHaveReceivedTimes(3))).toBe(
      `Expected Maria to have received a message 3 times, and it was 2 times. On the screen:\n${screen}`,
    );
    expect(await failure(() => expect(maria).toReceive("bye", { timeoutMs: 1 }))).toBe(
      `Expected Maria to receive a message with "bye" within 1 ms. On the screen:\n${screen}`,
    );
  });

  it("says what it needs when it is given something else", async () => {
    expect(await failure(() => expect("Maria").toHaveReceived("Olá"))).toBe(
      'toHaveReceived looks at a phone: pass one of gateway.phone(), as in expect(maria).toHaveReceived("Olá").',
    );
    expect(await failure(() => expect(null).toReceive("Olá"))).toMatch(/^toReceive looks at a phone/);
  });
});
