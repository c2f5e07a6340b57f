import { type Rank, Ranking } from "./ranking.js";

interface Ticket extends Rank {
  readonly chat: string;
  /** When its chat should be back. */
  readonly dueAt: number;
}

/** Queues and machines are late at times; who stays away for longer is not waited for. */
const lateMs = 5_000;

/**
 * Who was told to come back to an instance's line, and will stand where it stood. Those who come later are told a time
 * behind theirs, so that all come back one after another and each is nearer to its turn every time.
 */
export class Tickets {
  readonly #ranking = new Ranking<Ticket>();
  readonly #byChat = new Map<string, Ticket>();

  get size(): number {
    return this.#byChat.size;
  }

  give(chat: string, { priority, since, number }: Rank, dueAt: number): void {
    this.take(chat);
    const ticket = { chat, priority, since, number, dueAt };
    this.#byChat.set(chat, ticket);
    this.#ranking.add(ticket);
  }

  /** It is back. */
  take(chat: string): Rank | undefined {
    const ticket = this.#byChat.get(chat);
    if (!ticket) return undefined;
    this.#byChat.delete(chat);
    this.#ranking.remove(ticket);
    return ticket;
  }

  /** How many who are away stand before it. */
  before(rank: Rank): number {
    return this.#ranking.before(rank);
  }

  forgetLate(now: number): void {
    for (const { chat } of this.#ranking.keep(({ dueAt }) => now <= dueAt + lateMs)) this.#byChat.delete(chat);
  }
}
