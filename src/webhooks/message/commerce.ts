import { isRecord, type JsonObject } from "../../internal/record.js";
import type { Content } from "./draft.js";
import type { Order, Product, Selection, Template } from "./parts.js";
import { amountOf, textOf, type Writable } from "./values.js";

/** WhatsApp counts money in thousandths. */
const moneyOf = (thousandths: unknown): number | undefined => {
  const amount = amountOf(thousandths);
  return amount === undefined ? undefined : amount / 1_000;
};

export function order(draft: Content, body: JsonObject): void {
  const id = textOf(body.orderId);
  if (id === undefined) return;
  const order: Writable<Order> = { id };
  const title = textOf(body.orderTitle);
  const itemCount = amountOf(body.itemCount);
  const total = moneyOf(body.totalAmount1000);
  const currency = textOf(body.totalCurrencyCode);
  const token = textOf(body.token);
  const note = textOf(body.message);
  if (title !== undefined) order.title = title;
  if (itemCount !== undefined) order.itemCount = itemCount;
  if (total !== undefined) order.total = total;
  if (currency !== undefined) order.currency = currency;
  if (token !== undefined) order.token = token;
  if (note !== undefined) draft.text = note;
  draft.kind = "order";
  draft.order = order;
}

export function product(draft: Content, body: JsonObject): void {
  const given = isRecord(body.product) ? body.product : body;
  const id = textOf(given.productId);
  if (id === undefined) return;
  const product: Writable<Product> = { id };
  for (const field of ["title", "description", "retailerId", "url"] as const) {
    const value = textOf(given[field]);
    if (value !== undefined) product[field] = value;
  }
  const price = moneyOf(given.priceAmount1000);
  const currency = textOf(given.currencyCode);
  const words = textOf(body.body);
  if (price !== undefined) product.price = price;
  if (currency !== undefined) product.currency = currency;
  if (words !== undefined) draft.text = words;
  draft.kind = "product";
  draft.product = product;
}

export function buttonsMessage(draft: Content, body: JsonObject): void {
  const choices = records(body.buttons).map((button) =>
    choice(button.buttonId, isRecord(button.buttonText) ? button.buttonText.displayText : undefined),
  );
  template(draft, body.contentText, body.text, body.footerText, choices);
}

export function listMessage(draft: Content, body: JsonObject): void {
  const rows = records(body.sections).flatMap((section) => records(section.rows));
  const choices = rows.map((row) => choice(row.rowId, row.title, row.description));
  template(draft, body.description, body.title, body.footerText, choices);
}

export function templateMessage(draft: Content, body: JsonObject): void {
  const given = [body.hydratedTemplate, body.hydratedFourRowTemplate].find(isRecord);
  if (given === undefined) {
    if (isRecord(body.interactiveMessageTemplate)) interactiveMessage(draft, body.interactiveMessageTemplate);
    else template(draft, undefined, undefined, undefined, []);
    return;
  }
  const choices = records(given.hydratedButtons).flatMap((each) =>
    Object.values(each)
      .filter(isRecord)
      .map((button) => choice(button.id ?? button.url ?? button.phoneNumber, button.displayText)),
  );
  template(draft, given.hydratedContentText, given.hydratedTitleText, given.hydratedFooterText, choices);
}

/** WhatsApp shows some ten. Each is JSON of its own, and one that is broken costs an error. */
const mostButtons = 1_000;

export function interactiveMessage(draft: Content, body: JsonObject): void {
  const flow = isRecord(body.nativeFlowMessage) ? body.nativeFlowMessage : {};
  const choices = records(flow.buttons)
    .slice(0, mostButtons)
    .map(({ buttonParamsJson }) => {
      const params = jsonOf(buttonParamsJson);
      return choice(params.id ?? params.url, params.display_text ?? params.title);
    });
  template(
    draft,
    textIn(body.body),
    isRecord(body.header) ? body.header.title : undefined,
    textIn(body.footer),
    choices,
  );
}

/** A business's template by its name: WhatsApp fills it in on the phone, so its text is not here. */
export function highlyStructuredMessage(draft: Content, body: JsonObject): void {
  if (isRecord(body.hydratedHsm)) templateMessage(draft, body.hydratedHsm);
  else template(draft, undefined, body.elementName, undefined, []);
}

function template(draft: Content, body: unknown, title: unknown, footer: unknown, choices: Selection[]): void {
  const template: Writable<Template> = { choices };
  const heading = textOf(title);
  const below = textOf(footer);
  const text = textOf(body);
  if (heading !== undefined) template.title = heading;
  if (below !== undefined) template.footer = below;
  if (text !== undefined) draft.text = text;
  draft.kind = "template";
  draft.template = template;
}

/** One thing to choose, or what was chosen. */
export function choice(id: unknown, title: unknown, description?: unknown): Selection {
  const chosen: Writable<Selection> = { title: textOf(title) ?? textOf(id) ?? "" };
  const chosenId = textOf(id);
  const chosenDescription = textOf(description);
  if (chosenId !== undefined) chosen.id = chosenId;
  if (chosenDescription !== undefined) chosen.description = chosenDescription;
  return chosen;
}

/** An object that is written as JSON inside of a text; empty where it is none. */
export function jsonOf(text: unknown): JsonObject {
  try {
    const value: unknown = typeof text === "string" ? JSON.parse(text) : undefined;
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

const records = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const textIn = (value: unknown): unknown => (isRecord(value) ? value.text : undefined);
