import { createWhatsAppAdapter } from "@chat-adapter/whatsapp";
import { Lexer } from "marked";
import { format } from "./dist.js";
import type { Bench } from "./measure.js";

/** An answer as a model writes it. */
const markdown = `## Your order

Hi **Maria**, here is the summary of order **#4821**:

1. *Cappuccino* – R$ 9,50
2. **Cheese bread** (6 pieces) – R$ 30,00
3. Croissant with \`extra butter\` – R$ 8,00

The total is **R$ 47,50**. It leaves the kitchen in about ~20 minutes and arrives at *14:30*.
You can follow it on [our site](https://example.com/orders/4821) or answer here:

- say \`cancel\` within 5 minutes
- say \`change address\` and send the new one

> The bell on the third floor does not ring: please call.

Thanks for ordering with us, and have a **great** afternoon!`;

/** The Chat SDK's converter, which only its adapter holds. Nothing is sent. */
function chatSdkConverter() {
  const secret = "not-used";
  const adapter = createWhatsAppAdapter({
    accessToken: secret,
    appSecret: secret,
    phoneNumberId: "1",
    verifyToken: secret,
  });
  // biome-ignore lint/complexity/useLiteralKeys: it is protected, and brackets may read it
  return adapter["formatConverter"];
}

/** `toWhatsApp` against marked's lexer alone and against the Chat SDK's converter, on the same chat-sized text. */
export async function formatBench(): Promise<Bench> {
  const { toWhatsApp } = await format();
  const chatSdk = chatSdkConverter();
  let length = 0;
  return {
    name: `toWhatsApp of ${markdown.length} characters`,
    ours: {
      name: "toWhatsApp",
      count: 1_000,
      run(times) {
        for (let i = 0; i < times; i++) length += toWhatsApp(markdown).length;
        if (length === 0) throw new Error("nothing was formatted");
      },
    },
    others: [
      {
        name: "marked.lexer",
        count: 1_000,
        run(times) {
          for (let i = 0; i < times; i++) length += Lexer.lex(markdown, { gfm: true }).length;
        },
        atLeast: 0.6,
      },
      {
        name: "Chat SDK",
        count: 50,
        run(times) {
          for (let i = 0; i < times; i++) length += chatSdk.renderPostable({ markdown }).length;
        },
        atLeast: 8,
      },
    ],
  };
}
