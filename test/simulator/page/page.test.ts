import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findChromium } from "../../support/chromium.js";
import { photo } from "../photo.js";
import { type Scene, startScene } from "../scene.js";
import { faintTexts } from "./contrast.js";

const chromium = findChromium();
const title = chromium.skipReason ? `the page (skipped: ${chromium.skipReason})` : "the page";

describe.skipIf(chromium.skipReason)(title, { timeout: 60_000 }, () => {
  let browser: Browser;
  let scene: Scene;
  /** What the browser complained about. */
  let complaints: string[];

  beforeAll(async () => {
    browser = await chromium.launch();
  }, 60_000);
  afterAll(() => browser?.close());
  beforeEach(async () => {
    complaints = [];
    scene = await startScene();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await scene.close();
    expect(complaints).toEqual([]);
  });

  async function openPage({ width = 1280, height = 800, dark = false } = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: dark ? "dark" : "light" });
    page.setDefaultTimeout(15_000);
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await page.goto(scene.simulator.url);
    await page.getByRole("button", { name: "Maria Souza" }).waitFor();
    return page;
  }

  async function openChat(page: Page, name = "bakery"): Promise<Locator> {
    await page
      .getByRole("list", { name: "Chats" })
      .getByRole("button", { name: new RegExp(`^${name}`) })
      .click();
    return page.getByRole("log");
  }

  async function write(page: Page, text: string): Promise<void> {
    await page.getByLabel("Type a message").fill(text);
    await page.keyboard.press("Enter");
  }

  /** Opens the menu of a message and chooses from it. */
  async function choose(page: Page, message: Locator, item: string): Promise<void> {
    await message.click({ button: "right" });
    await page.getByRole("menu").getByRole("menuitem", { name: item }).click();
  }

  const last = (log: Locator) => log.getByRole("article").last();
  const seen = (log: Locator, text: string | RegExp) => log.getByRole("article").filter({ hasText: text });

  it("says at first what to do, and leads to where it is done", async () => {
    const page = await openPage();
    const main = page.getByRole("main");
    await main.getByText(`EVOLUTION_URL=${scene.gateway.url}`).waitFor();
    await main.getByRole("button", { name: "here" }).click();
    const form = page.locator("form.instance").filter({ hasText: "bakery" });
    await form.getByLabel("Webhook").fill("http://127.0.0.1:9/other");
    await form.getByRole("button", { name: "Set" }).click();
    await expect.poll(() => scene.gateway.instance("bakery").webhook?.url).toBe("http://127.0.0.1:9/other");
  });

  it("shows a conversation as a phone does: formatting, ticks, typing, previews", async () => {
    const page = await openPage();
    const log = await openChat(page);
    await write(page, "What are the *prices*?");
    const [own, answer] = [seen(log, "What are the"), seen(log, "From our oven")];
    await answer.waitFor();
    expect(await own.locator("strong").textContent()).toBe("prices");
    expect(await answer.locator("strong, em, s, pre, blockquote, ul > li, ol > li, a").allTextContents()).toEqual([
      "Today",
      "fresh bread",
      "fresh",
      "old bread sold out",
      "old bread",
      "From our oven",
      "Coffee      R$ 6.00\nCroissant   R$ 8.00",
      "Choose",
      "Say order",
      "https://bakery.example/menu",
    ]);
    await own.getByRole("img", { name: "Read" }).waitFor();
    await write(page, "slowly please");
    await page.getByRole("main").getByText("typing…").waitFor();
    await seen(log, "You said slowly").waitFor();
    await page.getByRole("list", { name: "Chats" }).getByText("You said slowly please").waitFor();
    expect(scene.heard).toEqual(["What are the *prices*?", "slowly please"]);
  });

  it("lets a person choose: a list, buttons and a poll", async () => {
    const page = await openPage();
    const log = await openChat(page);
    await write(page, "the menu");
    await log.getByRole("button", { name: "See the menu" }).click();
    const sheet = page.getByRole("dialog", { name: "See the menu" });
    await sheet.getByLabel("Croissant").check();
    await sheet.getByRole("button", { name: "Send" }).click();
    await seen(log, "One Croissant, coming up.").waitFor();
    await write(page, "a drink");
    await log.getByRole("button", { name: "Tea" }).click();
    await seen(log, "One Tea, coming up.").waitFor();
    await write(page, "a poll");
    await log.getByLabel("7 am").check();
    await log.locator("label").filter({ hasText: "7 am" }).getByText("1").waitFor();
    const [maria] = scene.gateway.phones;
    expect(maria?.messages.at(-1)?.votes).toEqual([{ voter: maria?.number, options: ["7 am"] }]);
  });

  it("a menu and its buttons are one card of one width, and none is cut off", async () => {
    for (const width of [1280, 320]) {
      const page = await openPage({ width });
      const log = await openChat(page);
      for (const [number, said] of [
        [1, "the menu"],
        [2, "a drink"],
      ] as const) {
        await write(page, said);
        await log
          .locator(".choices")
          .nth(width === 1280 ? number - 1 : number + 1)
          .waitFor();
      }
      const widths = await log
        .locator(".with-choices")
        .evaluateAll((all) =>
          all.map((card) =>
            [...card.querySelectorAll(".bubble, .choice")].map((part) => part.getBoundingClientRect().width),
          ),
        );
      for (const parts of widths) expect(new Set(parts).size).toBe(1);
      expect(await log.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
      await page.close();
    }
  });

  it("code that begins or ends within a line leaves no empty box there", async () => {
    const page = await openPage();
    const log = await openChat(page);
    scene.gateway.phone("5511999990001").send("Run ```\nnpm test\n``` now", { to: "bakery" });
    const message = log.locator("article.mine");
    expect(await message.locator("code").textContent()).toBe("npm test");
    expect(await message.locator(".text").textContent()).toBe("Run \nnpm test\n now");
  });

  it("what was being written is there again after a message was edited, or the editing was left", async () => {
    const page = await openPage();
    const log = await openChat(page);
    await write(page, "first");
    await seen(log, "You said first").waitFor();
    const input = page.getByLabel("Type a message");
    await input.fill("half an answer");
    await choose(page, log.locator("article.mine"), "Edit");
    expect(await input.inputValue()).toBe("first");
    await openChat(page, "support");
    await openChat(page);
    await expect.poll(() => input.inputValue()).toBe("half an answer");
    await choose(page, log.locator("article.mine"), "Edit");
    await input.fill("second");
    await page.keyboard.press("Enter");
    await log.getByText("Edited").waitFor();
    expect(await input.inputValue()).toBe("half an answer");
  });

  it("an instance with a long name leaves the inspector as wide as it is", async () => {
    scene.gateway.addInstance({ name: `shop-${"x".repeat(80)}` });
    const page = await openPage({ width: 320 });
    await page.getByRole("button", { name: "Inspector", exact: true }).click();
    await page.getByRole("tab", { name: "Gateway" }).click();
    const panel = page.getByRole("tabpanel");
    await panel.getByText(/^shop-x+$/).waitFor();
    expect(await panel.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
  });

  it("sends and shows pictures, and the bot's answer quotes mine", async () => {
    const page = await openPage();
    const log = await openChat(page);
    await page.getByRole("button", { name: "Attach" }).click();
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("menuitem", { name: "Photo or video" }).click();
    await (await chooser).setFiles({ name: "sun.png", mimeType: "image/png", buffer: Buffer.from(photo, "base64") });
    const answer = seen(log, "What a beautiful photo!");
    await answer.getByRole("button", { name: /^Answers You: / }).waitFor();
    await write(page, "a photo");
    const theirs = seen(log, "Our croissants");
    await theirs.locator("img").waitFor();
    const widths = log
      .locator("article img")
      .evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth));
    expect(await widths).toEqual([320, 320]);
    // What is newest stays in view when a picture takes its place.
    await expect.poll(() => log.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight)).toBeLessThan(2);
    await theirs.getByRole("button", { name: /^Enlarge/ }).click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  it("answers, reacts, edits and deletes", async () => {
    const page = await openPage();
    const log = await openChat(page);
    await write(page, "helo");
    await seen(log, "You said helo").waitFor();
    await choose(page, seen(log, "You said helo"), "Reply");
    await write(page, "that was me");
    await seen(log, "that was me").first().getByRole("button", { name: "Answers bakery: You said helo" }).waitFor();
    await seen(log, "You said helo").first().click({ button: "right" });
    await page.getByRole("menuitemradio", { name: "React with 👍" }).click();
    await log.getByRole("img", { name: "Reactions: You: 👍" }).waitFor();
    await choose(page, log.getByRole("article").first(), "Edit");
    await write(page, "hello");
    await seen(log, "hello").filter({ hasText: "Edited" }).waitFor();
    await choose(page, log.getByRole("article").first(), "Delete for everyone");
    await log.getByText("This message was deleted").waitFor();
    const [maria] = scene.gateway.phones;
    expect(maria?.messages[0]).toMatchObject({
      text: "hello",
      editedAt: expect.any(Number),
      deletedAt: expect.any(Number),
    });
  });

  it("has groups, and a phone for each of several people", async () => {
    const page = await openPage();
    await page.getByRole("button", { name: "New group" }).click();
    const form = page.getByRole("dialog", { name: "New group" });
    await form.getByLabel("Name").fill("Neighbours");
    await form.getByLabel("João Lima").check();
    await form.getByRole("button", { name: "Create" }).click();
    const log = await openChat(page, "Neighbours");
    await write(page, "Anybody there?");
    await seen(log, "You said Anybody there?").getByText("bakery").waitFor();
    await page.getByRole("button", { name: "João Lima" }).click();
    const other = await openChat(page, "Neighbours");
    await seen(other, "Anybody there?").first().getByText("Maria Souza").waitFor();
    await write(page, "João is here");
    await page.getByRole("button", { name: "Maria Souza" }).click();
    await page.getByRole("list", { name: "Chats" }).getByText("You said João is here").waitFor();
  });

  it("delivers everything twice, and a good bot answers once", async () => {
    const page = await openPage();
    const log = await openChat(page);
    await page.getByRole("tab", { name: "Faults" }).click();
    await page.getByRole("switch", { name: "Deliver everything twice" }).check();
    await page.getByText("Webhook posted more than once").first().waitFor();
    await write(page, "once only");
    await seen(log, "You said once only").waitFor();
    await scene.gateway.settled();
    expect(scene.heard).toEqual(["once only"]);
    await page.getByRole("tab", { name: "Traffic" }).click();
    await seen(log, "once only").first().click();
    const posts = page.locator("details").filter({ hasText: "messages.upsert" });
    await expect.poll(() => posts.count()).toBe(2);
  });

  it("cuts a connection after the message went out, and shows what the bot saw", async () => {
    const page = await openPage();
    const log = await openChat(page);
    await page.getByRole("tab", { name: "Faults" }).click();
    await page.getByLabel("What goes wrong").selectOption({ label: "Connection cut after it took effect" });
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("list", { name: "Active faults" }).getByText("sendText · when after · once").waitFor();
    await write(page, "are you there?");
    await seen(log, "You said are you there?").first().waitFor();
    await page.getByRole("tab", { name: "Traffic" }).click();
    await page.getByRole("button", { name: /^Failed/ }).click();
    const cut = page.locator("details").filter({ hasText: "sendText" }).first();
    await cut.getByText("cut").waitFor();
    await cut.locator("summary").click();
    await cut.getByText('"You said *are you there?*"').waitFor();
    expect(await page.getByRole("list", { name: "Active faults" }).getByRole("listitem").count()).toBe(0);
  });

  it("shows a message's own traffic, without keys", async () => {
    const page = await openPage();
    const log = await openChat(page);
    await write(page, "one");
    await seen(log, "You said one").waitFor();
    await write(page, "two");
    await seen(log, "You said two").waitFor();
    await choose(page, seen(log, "You said two"), "Show traffic");
    const entries = page.locator("details");
    await expect.poll(() => entries.filter({ hasText: "You said *one*" }).count()).toBe(0);
    const send = entries.filter({ hasText: "sendText" });
    await send.locator("summary").click();
    const shown = await send.locator("pre").allTextContents();
    expect(shown.join()).toContain("You said *two*");
    expect(shown.join()).not.toContain(scene.gateway.apiKey);
  });

  it("pairs an instance by its QR code", async () => {
    const page = await openPage();
    await openChat(page, "support");
    await page.getByRole("button", { name: "Show a QR code" }).click();
    await page.getByRole("img", { name: "QR code of support" }).waitFor();
    await page.getByRole("button", { name: "Scan" }).click();
    await page.getByLabel("Type a message").waitFor();
    expect(scene.gateway.instance("support").state).toBe("open");
  });

  it("can be used with the keyboard alone", async () => {
    const page = await openPage();
    const press = (...keys: string[]) =>
      keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
    const focused = () =>
      page.evaluate(() => {
        const active = document.activeElement;
        const label = active instanceof HTMLInputElement ? active.labels?.[0]?.textContent : undefined;
        return label ?? active?.getAttribute("aria-label") ?? active?.textContent ?? "";
      });
    const tabTo = async (name: RegExp, key = "Tab") => {
      for (let i = 0; i < 40 && !name.test(await focused()); i++) await press(key);
      expect(await focused()).toMatch(name);
      const outline = await page.evaluate(() => {
        const active = document.activeElement ?? document.body;
        return getComputedStyle(active.matches("article") ? (active.querySelector(".bubble") ?? active) : active)
          .outlineStyle;
      });
      expect(outline).not.toBe("none");
    };
    await tabTo(/^B?bakery/);
    await press("Enter");
    await expect.poll(focused).toBe("Type a message");
    await page.keyboard.type("with keys");
    await press("Enter");
    const log = page.getByRole("log");
    await seen(log, "You said with keys").waitFor();
    await tabTo(/^(You|bakery), \d\d:\d\d$/, "Shift+Tab");
    await press("End", "ArrowUp");
    expect(await focused()).toMatch(/^You, /);
    await press("Enter");
    expect(await focused()).toBe("React with 👍");
    await press("Escape");
    expect(await focused()).toMatch(/^You, /);
    await press("ArrowDown", "Enter", "ArrowDown", "Enter");
    await log.getByRole("img", { name: "Reactions: You: ❤️" }).waitFor();
    expect(await focused()).toMatch(/^bakery, /);
    await press("Enter", "End", "ArrowUp", "ArrowUp");
    expect(await focused()).toBe("Reply");
    await press("Enter");
    await expect.poll(focused).toBe("Type a message");
    await page.keyboard.type("by keys too");
    await press("Enter");
    await seen(log, "by keys too")
      .first()
      .getByRole("button", { name: /^Answers bakery/ })
      .waitFor();
    await page.getByRole("tab", { name: "Traffic" }).focus();
    await press("ArrowRight");
    await page.getByRole("switch", { name: "Deliver everything twice" }).waitFor();
    await tabTo(/^Deliver everything twice/);
    await press("Space");
    await expect.poll(() => scene.gateway.faults.list()).toEqual([{ kind: "duplicate" }]);
  });

  it("is three screens on a phone: chats, a chat, the inspector", async () => {
    const page = await openPage({ width: 390, height: 844 });
    const [chats, composer] = [page.getByRole("list", { name: "Chats" }), page.getByLabel("Type a message")];
    expect([await chats.isVisible(), await composer.isVisible()]).toEqual([true, false]);
    const log = await openChat(page);
    await write(page, `a *very* long word: ${"x".repeat(300)}`);
    await seen(log, "You said").waitFor();
    expect([await chats.isVisible(), await composer.isVisible()]).toEqual([false, true]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.getByRole("button", { name: "Inspector" }).click();
    await page.getByRole("tab", { name: "Traffic" }).waitFor();
    expect(await composer.isVisible()).toBe(false);
    await page.getByRole("button", { name: "Close the inspector" }).click();
    await page.getByRole("button", { name: "Back to the chats" }).click();
    await chats.waitFor();
    expect(await composer.isVisible()).toBe(false);
  });

  it("shows what a bot sends as text, never as markup", async () => {
    const page = await openPage();
    const log = await openChat(page);
    const hostile = `<img src=x onerror="document.title='hacked'"><script>document.title='hacked'</script>`;
    await write(page, hostile);
    await seen(log, "You said").waitFor();
    expect(await last(log).locator("img, script").count()).toBe(0);
    expect(await last(log).textContent()).toContain(hostile);
    expect(await page.title()).toBe("Simulator");
  });

  it("connects again by itself, and says so until it has", async () => {
    const page = await browser.newPage();
    let tries = 0;
    await page.route("**/events", (route) => (tries++ === 0 ? route.abort() : route.continue()));
    await page.goto(scene.simulator.url);
    await page.getByText("Connecting…").waitFor();
    await openChat(page);
    await page.getByText("Connecting…").waitFor({ state: "detached" });
    expect(tries).toBe(2);
  });

  it.each(["light", "dark"] as const)("can be read in the %s theme, and every control has a name", async (theme) => {
    const page = await openPage({ dark: theme === "dark" });
    const log = await openChat(page);
    for (const text of ["the prices", "the menu", "a drink", "a poll", "a photo"]) {
      await write(page, text);
      await expect.poll(() => log.getByRole("article").last().getAttribute("class")).toContain("theirs");
    }
    scene.gateway.phone("5511999990001").answerFromOwnPhone("unread", { from: "support" });
    const [maria] = scene.gateway.phones;
    maria?.send({ document: Buffer.alloc(9), fileName: "a.pdf" }, { to: "bakery" });
    maria?.send({ location: { latitude: 1, longitude: 2, name: "Home", address: "Street 1" } }, { to: "bakery" });
    maria?.send({ audio: Buffer.alloc(9), voice: true }, { to: "bakery", quote: maria.messages[0] ?? "" });
    await log.getByRole("group", { name: "Voice message" }).waitFor();
    await page.locator("details summary").first().click();
    for (const tab of ["Traffic", "Faults", "Gateway"]) {
      await page.getByRole("tab", { name: tab }).click();
      await page.mouse.move(0, 0);
      expect(await page.evaluate(faintTexts)).toEqual([]);
      const unnamed = page.locator("button:visible, input:visible, select:visible, textarea:visible, a:visible");
      const names = await unnamed.evaluateAll(
        (all) =>
          all.filter((element) => {
            const labels = (element as HTMLInputElement).labels ?? [];
            return (
              !element.getAttribute("aria-label") &&
              !element.textContent?.trim() &&
              labels.length === 0 &&
              !element.querySelector("[alt]")
            );
          }).length,
      );
      expect(names).toBe(0);
    }
    const wall = () => page.getByRole("main").evaluate((main) => getComputedStyle(main).backgroundColor);
    const before = await wall();
    await page.getByRole("button", { name: "Light or dark" }).click();
    expect(await wall()).not.toBe(before);
  });
});
