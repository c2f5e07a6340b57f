import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { EvolutionClient } from "evolution-kit";
import { type ChannelOptions, createChannel } from "evolution-kit/channel";

export interface BotOptions extends Pick<ChannelOptions, "clock"> {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly instance: string;
  readonly webhookSecret: string;
  /** @default a free one */
  readonly port?: number;
}

const pizzas: Record<string, number> = { Margherita: 42, Calabresa: 45, Portuguesa: 49 };
const money = (amount: number) => `R$ ${amount.toFixed(2)}`;

/** A pizzeria's bot: shows its menu, takes an order by number or by name, and says what it costs. */
export async function startBot({ instance, webhookSecret, port = 0, clock, ...gateway }: BotOptions) {
  const client = new EvolutionClient(gateway);
  const channel = createChannel({ client, instance, webhookSecret, clock });
  const orders = new Map<string, string[]>();

  channel.onTurn(async (turn) => {
    const person = turn.chat.phone ?? turn.chat.jid;
    const [message] = turn.messages;
    if (message?.kind === "audio") return turn.reply("I cannot listen to voice notes yet. Could you **write** it?");
    if (/\bmenu\b/i.test(turn.text)) return turn.reply(menu());
    const order = [...(orders.get(person) ?? [])];
    if (/\b(bill|total)\b/i.test(turn.text)) return turn.reply(bill(order));
    const pizza = pizzaIn(turn.text);
    if (!pizza) return turn.reply(`Hello ${turn.sender.name ?? ""}! Write **menu** to see our pizzas.`);
    await turn.reply(`One **${pizza}**, coming up. Anything else?`);
    orders.set(person, [...order, pizza]);
  });

  const server = createServer(channel.node).listen(port);
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
  await channel.webhook.register(client.instance(instance), { url, events: ["MESSAGES_UPSERT"] });
  await channel.start();

  return {
    url,
    async stop() {
      await channel.stop();
      server.close();
      server.closeIdleConnections();
      await client.close();
    },
  };
}

function menu(): string {
  const rows = Object.entries(pizzas).map(([name, price], i) => `${i + 1}. ${name} – ${money(price)}`);
  return ["## Our pizzas", "", ...rows, "", "_Answer with a number._"].join("\n");
}

/** By its name, or by its number on the menu. */
function pizzaIn(text: string): string | undefined {
  const names = Object.keys(pizzas);
  const number = /^\s*(\d)\s*$/.exec(text)?.[1];
  if (number !== undefined) return names[Number(number) - 1];
  return names.find((name) => text.toLowerCase().includes(name.toLowerCase()));
}

function bill(order: readonly string[]): string {
  if (order.length === 0) return "You have not ordered anything yet.";
  const total = order.reduce((sum, name) => sum + (pizzas[name] ?? 0), 0);
  return `${order.join(", ")}: **${money(total)}**`;
}
