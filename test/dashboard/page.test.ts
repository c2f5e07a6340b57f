import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { queueBoardAdapter } from "../../src/dashboard/index.js";
import { findChromium } from "../support/chromium.js";
import { inEveryState, openBoard, openOrders } from "./kit.js";

const chromium = findChromium();
const title = chromium.skipReason ? `the page (skipped: ${chromium.skipReason})` : "the page";
const hostile = "<img src=x onerror=alert(1)>";

describe.skipIf(chromium.skipReason)(title, { timeout: 60_000 }, () => {
  let browser: Browser;
  let orders: ReturnType<typeof openOrders>;
  let board: Awaited<ReturnType<typeof openBoard>>;
  /** What a script in a payload would bring about, and what the page complains about. */
  let happened: string[];

  beforeAll(async () => {
    browser = await chromium.launch();
  }, 60_000);
  afterAll(() => browser?.close());
  beforeEach(async () => {
    happened = [];
    orders = openOrders("memory");
    await inEveryState(orders);
    board = await openBoard(queueBoardAdapter(orders.queue, { displayName: "Orders", clock: orders.clock }));
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await board.close();
    await orders.close();
    expect(happened).toEqual([]);
  });

  async function open(path: string, width = 1280): Promise<Page> {
    const context = await browser.newContext({ viewport: { width, height: 900 }, locale: "en-US" });
    // The page asks for a font elsewhere, and does without.
    await context.route(
      (url) => url.hostname !== "127.0.0.1",
      (route) => route.fulfill({ contentType: "text/css", body: "" }),
    );
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on("pageerror", (error) => happened.push(String(error)));
    page.on("dialog", async (dialog) => {
      happened.push(dialog.message());
      await dialog.dismiss();
    });
    await page.goto(`${board.url}${path}`);
    return page;
  }

  const tab = (page: Page, name: string) => page.getByRole("link", { name, exact: true });
  const confirm = (page: Page) => page.getByRole("button", { name: "Confirm" }).click();

  const soon = <Value>(read: () => Promise<Value>) => expect.poll(read, { timeout: 15_000 });
  /** Of a job's page: retry or promote. The board's buttons have pictures and no names. */
  const first = (page: Page) => page.getByRole("main").getByRole("button").first();

  it("shows the jobs by state, also on a phone", async () => {
    for (const width of [1280, 390]) {
      const page = await open("/queue/orders", width);
      for (const name of ["ACTIVE 1", "WAITING 1", "DELAYED 2", "FAILED 1", "COMPLETED 1"]) {
        await tab(page, name).waitFor({ state: "attached" });
      }
      for (const id of ["busy", "next", "again", "later", "lost", "done"]) {
        await page.getByRole("link", { name: `${id} chat-of-${id}` }).waitFor();
      }
      await page.goto(`${board.url}/queue/orders?status=failed`);
      await page.getByText("OvenError (COLD): The oven is cold").waitFor();
    }
  });

  it("shows payloads, ids and errors as text, whatever they hold", async () => {
    await orders.queue.add({ chat: hostile, text: hostile }, { jobId: hostile });
    await orders.queue.remove("next");
    await orders.run("dead", hostile);
    const page = await open("/queue/orders?status=failed");
    await page.getByText(`OvenError (COLD): ${hostile}`).waitFor();
    await page.getByRole("tab", { name: "Data" }).last().click();
    await page.getByText(`"${hostile}"`).first().waitFor();
    await page.getByRole("link", { name: hostile }).click();
    await page.waitForURL(`${board.url}/queue/orders/*?status=failed`);
    await page.getByText(`OvenError (COLD): ${hostile}`).waitFor();
    expect(await page.locator("img[src=x]").count()).toBe(0);
  });

  it("brings a dead letter back, promotes a delayed job and pauses the queue with a click", async () => {
    const page = await open("/queue/orders/lost?status=failed");
    await first(page).click();
    await page.getByText("Are you sure that you want to retry this job?").waitFor();
    await confirm(page);
    await soon(() => orders.queue.get("lost")).toMatchObject({ state: "waiting", revivals: 1 });

    await page.goto(`${board.url}/queue/orders/later?status=delayed`);
    await first(page).click();
    await page.getByText("Are you sure that you want to promote this job?").waitFor();
    await confirm(page);
    await soon(async () => (await orders.queue.get("later"))?.state).toBe("waiting");

    await page.goto(`${board.url}/queue/orders`);
    await tab(page, "WAITING 3").waitFor();
    await page.getByRole("main").locator("[aria-haspopup=menu]").click();
    await page.getByRole("menuitem", { name: "Pause" }).click();
    await confirm(page);
    await soon(() => orders.queue.pauses()).toHaveLength(1);
  });

  it("says why something cannot be done", async () => {
    const page = await open("/queue/orders/again?status=delayed");
    await first(page).click();
    await confirm(page);
    await page.getByText('The job "again" cannot be promoted: it is retrying.').waitFor();
  });
});
