import type { MessageContent, MessageKey } from "../types/index.js";
import { shownText } from "./contents.js";

/** A message that arrived at a simulated phone. */
export interface PhoneMessage {
  readonly key: MessageKey;
  /** The words on the screen: text, caption, or title. */
  readonly text: string;
  /** The content in the gateway's own form. */
  readonly message: MessageContent;
  /** The instance that sent it. */
  readonly from: string;
  /** Epoch ms. */
  readonly at: number;
}

export interface PhoneOptions {
  /** The name the person gave themselves. @default the number */
  readonly name?: string;
  /** Digits of the LID. @default one of its own */
  readonly lid?: string;
}

export interface PhoneSendOptions {
  /** The instance to write to. @default the only one there is */
  readonly to?: string;
}

/** How a phone reaches the gateway it belongs to. */
export type PhoneSend = (phone: FakePhone, message: MessageContent, options: PhoneSendOptions) => MessageKey;

type Matcher = string | RegExp | ((message: PhoneMessage) => boolean);

/** A phone with WhatsApp, and a person at it: the test. */
export class FakePhone {
  readonly number: string;
  readonly name: string;
  readonly lid: string;
  /** Everything that arrived, oldest first. */
  readonly inbox: PhoneMessage[] = [];
  readonly #send: PhoneSend;
  readonly #taken = new Set<PhoneMessage>();
  readonly #waiting = new Set<() => void>();

  constructor(number: string, options: Required<PhoneOptions>, send: PhoneSend) {
    this.number = number;
    this.name = options.name;
    this.lid = options.lid;
    this.#send = send;
  }

  /** Writes to an instance: a text, or any content in the gateway's form. Answers the message's key; the webhook follows. */
  send(content: string | MessageContent, options: PhoneSendOptions = {}): MessageKey {
    return this.#send(this, typeof content === "string" ? { conversation: content } : content, options);
  }

  /**
   * The next message that matches and that no earlier `waitFor` has given: one that is here already, or the first to come.
   * A text matches as a part of what is shown. Waits for ever unless the signal fires.
   */
  waitFor(matcher: Matcher = () => true, { signal }: { signal?: AbortSignal } = {}): Promise<PhoneMessage> {
    const matches = (message: PhoneMessage) => !this.#taken.has(message) && isMatch(matcher, message);
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.inbox.find(matches);
        if (!found) return;
        this.#taken.add(found);
        this.#waiting.delete(look);
        signal?.removeEventListener("abort", stop);
        resolve(found);
      };
      const stop = () => {
        this.#waiting.delete(look);
        const got = this.inbox.map(({ text }) => JSON.stringify(text)).join(", ") || "nothing";
        reject(new Error(`${this.name} waited for ${String(matcher)} and received ${got}.`, { cause: signal?.reason }));
      };
      this.#waiting.add(look);
      if (signal?.aborted) stop();
      else signal?.addEventListener("abort", stop, { once: true });
      look();
    });
  }

  /** @internal Called by the gateway. */
  receive(message: Omit<PhoneMessage, "text">): void {
    this.inbox.push({ ...message, text: shownText(message.message) });
    for (const look of [...this.#waiting]) look();
  }
}

function isMatch(matcher: Matcher, message: PhoneMessage): boolean {
  if (typeof matcher === "string") return message.text.includes(matcher);
  // `search` ignores the place that a global pattern keeps.
  return matcher instanceof RegExp ? message.text.search(matcher) !== -1 : matcher(message);
}
