/** What the agent remembers of one chat. */
export interface Memory {
  name?: string;
  readonly order: string[];
}

const menu: Record<string, number> = { coffee: 6, cappuccino: 9.5, croissant: 8, "cheese bread": 5 };
const price = (item: string) => `R$ ${(menu[item] ?? 0).toFixed(2)}`;

/**
 * Stands in for a model: a bakery's counter that understands a handful of words and answers in Markdown.
 * Replace it with a call to the model of your choice.
 */
export async function answer(text: string, memory: Memory, pushName = "there"): Promise<string> {
  const said = text.toLowerCase();
  const name = /my name is (\w+)/i.exec(text)?.[1];
  if (name) {
    memory.name = name;
    return `Nice to meet you, **${name}**!`;
  }
  if (/\bmenu\b/.test(said)) {
    const rows = Object.keys(menu).map((item) => `| ${item} | ${price(item)} |`);
    return ["## Today", "", "| Item | Price |", "| --- | ---: |", ...rows, "", "_Say what you would like._"].join("\n");
  }
  const wanted = Object.keys(menu).filter((item) => said.includes(item));
  if (wanted.length > 0) {
    memory.order.push(...wanted);
    return [`Added ${wanted.map((item) => `**${item}**`).join(" and ")}. Your order:`, "", ...lines(memory)].join("\n");
  }
  if (/\b(pay|bill|total)\b/.test(said)) {
    if (memory.order.length === 0) return "You have not ordered anything yet. Say `menu` to see what there is.";
    const total = memory.order.reduce((sum, item) => sum + (menu[item] ?? 0), 0);
    memory.order.length = 0;
    return `That makes **R$ ${total.toFixed(2)}**. Thank you, ${memory.name ?? pushName}!`;
  }
  return `Hi ${memory.name ?? pushName}! I am the *bakery's* agent. Try:\n\n- \`menu\`\n- \`a coffee and a croissant\`\n- \`the bill\``;
}

function lines(memory: Memory): string[] {
  return memory.order.map((item, i) => `${i + 1}. ${item} – ${price(item)}`);
}
