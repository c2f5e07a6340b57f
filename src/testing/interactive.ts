import { randomBytes, randomUUID } from "node:crypto";
import { entry, isRecord, type JsonObject } from "../internal/record.js";

/** Buttons with the words around them, or a payment request alone. */
export function interactive(
  { title, description, footer, buttons }: JsonObject,
  header: JsonObject | undefined,
): JsonObject {
  const flow = {
    nativeFlowMessage: {
      buttons: buttonsOf(buttons),
      messageParamsJson: JSON.stringify({ from: "api", templateId: randomUUID() }),
    },
  };
  if (Array.isArray(buttons) && buttons.some((button) => button?.type === "pix")) return flow;
  return {
    body: { text: `*${String(title)}*\n\n${String(description ?? "")}\n` },
    footer: { text: footer },
    ...(header && { header }),
    ...flow,
  };
}

export function buttonsOf(buttons: unknown): readonly { readonly name: string; readonly buttonParamsJson: string }[] {
  return (Array.isArray(buttons) ? buttons : []).filter(isRecord).map((button) => {
    const [name, params] =
      button.type === "pix" ? pix(button) : (entry(flowButtons, button.type)?.(button) ?? ["", {}]);
    return { name, buttonParamsJson: JSON.stringify(params) };
  });
}

const flowButtons: Readonly<Record<string, (button: JsonObject) => readonly [name: string, params: JsonObject]>> = {
  reply: ({ displayText, id }) => ["quick_reply", { display_text: displayText, id }],
  copy: ({ displayText, copyCode }) => ["cta_copy", { display_text: displayText, copy_code: copyCode }],
  url: ({ displayText, url }) => ["cta_url", { display_text: displayText, url, merchant_url: url }],
  call: ({ displayText, phoneNumber }) => ["cta_call", { display_text: displayText, phone_number: phoneNumber }],
};

/** A payment request of nothing, to the given key. */
function pix({ currency, name, keyType, key }: JsonObject): readonly [name: string, params: JsonObject] {
  const amount = { value: 0, offset: 100 };
  const item = { name: "", amount, quantity: 0, sale_amount: amount };
  const type = keyType === "random" ? "EVP" : String(keyType).toUpperCase();
  return [
    "payment_info",
    {
      currency,
      total_amount: amount,
      reference_id: randomBytes(6).toString("hex").toUpperCase(),
      type: "physical-goods",
      order: { status: "pending", subtotal: amount, order_type: "ORDER", items: [item] },
      payment_settings: [{ type: "pix_static_code", pix_static_code: { merchant_name: name, key, key_type: type } }],
      share_payment_status: false,
    },
  ];
}
