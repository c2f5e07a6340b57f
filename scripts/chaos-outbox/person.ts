import type { Outbox, UncertainSend } from "../../src/queue/index.js";
import type { FakeGateway } from "../../src/testing/index.js";
import type { PlannedChat } from "./plan.js";

export interface PersonOptions {
  readonly outbox: Outbox;
  readonly plan: readonly PlannedChat[];
  readonly gateway: FakeGateway;
  /** Numbers of which the gateway knows no LID, while it stores some of their rows under it. */
  readonly strangers: ReadonlySet<string>;
}

/** Decides about what is uncertain. */
export class Person {
  readonly #options: PersonOptions;

  constructor(options: PersonOptions) {
    this.#options = options;
  }

  /** What waits for a decision. */
  async open(): Promise<UncertainSend[]> {
    const all: UncertainSend[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await this.#options.outbox.uncertain.list({ cursor });
      all.push(...page.sends);
      cursor = page.cursor;
      if (cursor === undefined) return all;
    }
  }

  /** Until nothing is left; `rest` resolves when nothing is under way. Answers each decision. */
  async decide(rest: () => Promise<unknown>): Promise<UncertainSend[]> {
    const decided: UncertainSend[] = [];
    for (let round = 0; round < 20; round++) {
      const open = await this.open();
      if (open.length === 0) break;
      await this.#decide(open);
      decided.push(...open);
      await rest();
    }
    return decided;
  }

  /** Has all sent again: what is there is found by the outbox. Only of strangers it cannot find all, so their phones are looked at. */
  async #decide(open: readonly UncertainSend[]): Promise<void> {
    const { outbox, plan, gateway, strangers } = this.#options;
    const missing = new Map<string, number>();
    for (const send of open) {
      const chat = plan.find((each) => isIn(each, send));
      if (!chat || !strangers.has(chat.number)) {
        await outbox.uncertain.resend(send.id);
        continue;
      }
      const text = textOf(send);
      const name = `${chat.number} ${text}`;
      const count = (texts: readonly string[]) => texts.filter((each) => each === text).length;
      const left = missing.get(name) ?? count(chat.texts) - count(receivedIn(chat, gateway));
      missing.set(name, left - 1);
      if (left > 0) await outbox.uncertain.resend(send.id);
      else await outbox.uncertain.markSent(send.id);
    }
  }
}

export const isIn = ({ number }: PlannedChat, { job }: UncertainSend): boolean => job.chat.startsWith(`${number}@`);

/** What a phone got, in words. */
export function receivedIn({ number, instanceName }: PlannedChat, gateway: FakeGateway): string[] {
  const inbox = gateway.phone(number).inbox.filter(({ from }) => from === instanceName);
  return inbox.map(({ text }) => text);
}

/** The words that a phone shows of a send. */
export function textOf({ job: { body } }: UncertainSend): string {
  if ("text" in body) return String(body.text);
  return "name" in body ? String(body.name) : "";
}
