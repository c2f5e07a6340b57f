import { splitMessage, toWhatsApp } from "../../src/format/index.js";
import { type MenuDefinition, menu } from "../../src/format/menu/index.js";

/** What stands on the left of a picture, and the messages that a phone shows on its right. */
export interface Example {
  readonly name: string;
  readonly label: "Markdown" | "TypeScript";
  readonly source: string;
  readonly messages: readonly string[];
}

const markdown: Readonly<Record<string, string>> = {
  emphasis: `**Paid** in *full*: ~~R$ 30~~ **R$ 27**.
**Total:**27, un***believ***able.

**Bold from here
to here**, and \`code_as_it_is\`.`,

  headings: `# Opening hours

Monday to Friday, 7 am to 8 pm

## *Weekend*

Closed

---

See you soon!`,

  lists: `Your order:
- **Bread**
  - 2 × sourdough
    - one of them sliced
- Coffee

How to get it:
1. Pay
2. Collect
   - at the back door

- [x] Baked
- [ ] Paid`,

  table: `| Item      | Qty |    R$ |
| --------- | --: | ----: |
| Sourdough |   2 | 36.00 |
| Coffee    |   1 |  6.00 |
| **Total** |     | 42.00 |`,

  "wide-table": `| Shop   | Open         | Address          |
| ------ | ------------ | ---------------- |
| Centre | 7 am to 8 pm | 12 Market Street |
| Beach  | **closed**   | 3 Ocean Drive    |`,

  links: `See [our menu](https://bakery.example/menu)
or [bakery.example](https://bakery.example).

![The shop](https://bakery.example/shop.png)
[Write to us](mailto:hi@bakery.example)`,

  code: `Run \`npm test -- a_b\`, then:

\`\`\`sh
export NAME="*bakery*"
npm start
\`\`\``,

  quote: `> Is the *rye* fresh?
> > As always.

Yes, since **6 am**.`,

  literal: `2 * 3 * 4, 5*3*2 and ~5 km or ~8 km
snake_case, f(**kwargs), \\*a note\\*

1\\. no list
\\> no quote`,

  html: `<b>Open</b> <i>today</i><br>Dear <name>,
if a<b then <u>call</u> us.

<ul><li>Bread</li><li>Coffee</li></ul>`,
};

const answer = `Your order is ready. **Please bring the number 5 000 123 and a photo id** when you come.

- open from 9.30 to 18.00
- see https://example.com/shops?near=you`;

const size = {
  title: "Which size?",
  text: "Delivery is *free*.",
  options: [
    { id: "s", title: "Small" },
    { id: "l", title: "Large", description: "For two" },
  ],
} satisfies MenuDefinition;

/** The examples of the guide, converted by the code as it is. */
export function examples(): readonly Example[] {
  const text = menu(size).render("text");
  return [
    ...Object.entries(markdown).map(([name, source]) => ({
      name,
      label: "Markdown" as const,
      source,
      messages: [toWhatsApp(source)],
    })),
    {
      name: "split",
      label: "Markdown",
      source: answer,
      messages: splitMessage(toWhatsApp(answer), { preferred: 70, number: true }),
    },
    {
      name: "menu",
      label: "TypeScript",
      source: `menu(${asCode(size)})`,
      messages: text.kind === "text" ? [text.body.text] : [],
    },
  ];
}

/** An object as one writes it: names without quotes, short objects in a line. */
function asCode(value: object): string {
  return JSON.stringify(value, null, 2)
    .replace(/"(\w+)":/g, "$1:")
    .replace(/\{[^{}]*\}/g, (inner) => (inner.length < 60 ? inner.replace(/\s+/g, " ") : inner));
}
