import type { MessageKey } from "../types/index.js";
import type { PhoneContent } from "./build/phone-content.js";
import { shownText } from "./contents.js";
import { type Expected, isExpected, wordsFor } from "./expected.js";
import { type MessageRef, PhoneChats } from "./phone-chats.js";
import type { ChatPresence, PhoneChat, PhoneMessage } from "./phone-message.js";
import { selectionOf } from "./selections.js";

export interface PhoneOptions {
  /** The name the person gave themselves. @default the number, or "Somebody" where that is hidden */
  readonly name?: string;
  /** Digits of the LID. @default one of its own */
  readonly lid?: string;
  /** How WhatsApp addresses its messages; `"hidden"`: by a LID whose number the gateway never learns. @default "pn" */
  readonly addressing?: "pn" | "lid" | "hidden";
}

export interface PhoneSendOptions {
  /** The instance or the group (its JID) to write to. @default the only instance there is */
  readonly to?: string;
  /** The message it answers. */
  readonly quote?: MessageRef;
  /** Numbers, of which the text says `@number`. Where WhatsApp names people by LID, what is posted says `@` and the LID. */
  readonly mentions?: readonly string[];
}

export interface OwnPhoneOptions {
  /** The instance at whose own phone somebody types. @default the only one there is */
  readonly from?: string;
  /** The JID of a group to write in. @default the phone itself */
  readonly to?: string;
}

/** How a phone reaches WhatsApp: what the network does with what is done on the phone. */
export interface PhoneLine {
  describe(chat: string): Pick<PhoneChat, "kind" | "title">;
  send(phone: FakePhone, content: PhoneContent, options: PhoneSendOptions): MessageKey;
  type(phone: FakePhone, state: ChatPresence, to: string | undefined): void;
  fromOwnPhone(phone: FakePhone, content: PhoneContent, options: OwnPhoneOptions): MessageKey;
  changed(phone: FakePhone, message: PhoneMessage): void;
  readonly gestures: PhoneGestures;
}

/** What is done on a phone to messages that are there already. */
export interface PhoneGestures {
  react(phone: FakePhone, message: PhoneMessage, emoji: string): void;
  vote(phone: FakePhone, message: PhoneMessage, options: readonly string[]): void;
  edit(phone: FakePhone, message: PhoneMessage, text: string): void;
  revoke(phone: FakePhone, message: PhoneMessage): void;
  read(phone: FakePhone, messages: readonly PhoneMessage[]): void;
  play(phone: FakePhone, message: PhoneMessage): void;
}

/** A phone with WhatsApp, and a person at it: the test. */
export class FakePhone {
  readonly number: string;
  readonly name: string;
  readonly lid: string;
  readonly addressing: NonNullable<PhoneOptions["addressing"]>;
  /** Everything that arrived, oldest first; reactions too. */
  readonly inbox: PhoneMessage[] = [];
  /** @internal */
  readonly screen: PhoneChats;
  readonly #line: PhoneLine;
  readonly #taken = new Set<PhoneMessage>();
  readonly #waiting = new Set<() => void>();

  constructor(number: string, options: Required<PhoneOptions>, line: PhoneLine) {
    this.number = number;
    this.name = options.name;
    this.lid = options.lid;
    this.addressing = options.addressing;
    this.screen = new PhoneChats((chat) => line.describe(chat));
    this.#line = line;
  }

  /** Both sides of all chats, oldest first. */
  get messages(): readonly PhoneMessage[] {
    return this.screen.messages;
  }

  /** Latest first. */
  get chats(): readonly PhoneChat[] {
    return this.screen.list();
  }

  /**
   * Writes to an instance or a group: a text, `{ image, caption }`, `{ audio, voice }`, `{ location }`, …, or any content in the
   * gateway's form. Answers the message's key as the gateway sees it; the webhook follows.
   *
   * @throws {TypeError} it is nothing that a phone can send
   * @throws {Error} the phone is not in the group, only admins write there, or what it quotes was deleted
   * @example maria.send({ image: bytes, caption: "my receipt" }, { to: "shop" });
   */
  send(content: PhoneContent, options: PhoneSendOptions = {}): MessageKey {
    return this.#line.send(this, content, options);
  }

  /** Shows the other side that something is being written. The gateway tells only of chats that it watches. */
  type({ to, state = "composing" }: { to?: string; state?: ChatPresence } = {}): void {
    this.#line.type(this, state, to);
  }

  /** An empty emoji takes the reaction back. @throws {Error} the message was deleted */
  react(message: MessageRef, emoji: string): void {
    this.#line.gestures.react(this, this.screen.existing(message), emoji);
  }

  /**
   * Chooses in a poll; no options take the vote back. A gateway before 2.3.7 posts nothing of it.
   *
   * @throws {Error} the poll has no such option, or allows fewer
   */
  vote(message: MessageRef, options: readonly string[]): void {
    this.#line.gestures.vote(this, this.screen.existing(message), options);
  }

  /**
   * Presses a button (of a card too) or chooses a list's row, by its title, or its id where no title is the same. Answers the
   * key of the answer that is sent by it.
   *
   * @throws {Error} naming what there is to choose
   */
  press(message: MessageRef, choice: string): MessageKey {
    const shown = this.screen.existing(message);
    return this.send(selectionOf(shown, choice), { to: shown.chat });
  }

  /** Changes a text or a caption. @throws {Error} the message is not its own, was deleted, or has neither */
  edit(message: MessageRef, text: string): void {
    this.#line.gestures.edit(this, this.#own(message), text);
  }

  /** Deletes for everyone. @throws {Error} the message is not its own, or was deleted already */
  delete(message: MessageRef): void {
    this.#line.gestures.revoke(this, this.#own(message));
  }

  /**
   * Reads what came in: everything, or the chat of a message up to it. Its senders get two blue ticks, in groups once everybody
   * has read it; instances are told of their messages, but not in groups.
   */
  read(message?: MessageRef): void {
    this.#line.gestures.read(this, this.screen.unread(message === undefined ? undefined : this.screen.get(message)));
  }

  /** Plays a voice note or a video. @throws {Error} the phone has no such message */
  play(message: MessageRef): void {
    this.#line.gestures.play(this, this.screen.get(message));
  }

  /**
   * The person at the instance's own phone writes to this one, or with `to` in a group that both are in.
   *
   * @throws {Error} one of them is not in the group, or only admins write there
   */
  answerFromOwnPhone(content: PhoneContent, options: OwnPhoneOptions = {}): MessageKey {
    return this.#line.fromOwnPhone(this, content, options);
  }

  /**
   * The next message that matches and that no earlier `waitFor` has given: one that is here already, or the first to come.
   * A text matches as a part of what is shown. Waits for ever unless the signal fires; rejects with what a matcher throws.
   */
  waitFor(
    expected?: Expected<PhoneMessage>,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<PhoneMessage> {
    const matches = (message: PhoneMessage) =>
      !this.#taken.has(message) && (expected === undefined || isExpected(expected, message));
    return new Promise((resolve, reject) => {
      const end = () => {
        this.#waiting.delete(look);
        signal?.removeEventListener("abort", stop);
      };
      const look = () => {
        try {
          const found = this.inbox.find(matches);
          if (!found) return;
          end();
          this.#taken.add(found);
          resolve(found);
        } catch (error) {
          // The matcher's own failure: it belongs to who waits, not to who sends.
          end();
          reject(error);
        }
      };
      const stop = () => {
        end();
        const got = this.inbox.map(({ text }) => JSON.stringify(text)).join(", ") || "nothing";
        reject(
          new Error(`${this.name} waited for ${wordsFor(expected)} and received ${got}.`, { cause: signal?.reason }),
        );
      };
      if (signal?.aborted) return stop();
      signal?.addEventListener("abort", stop, { once: true });
      this.#waiting.add(look);
      look();
    });
  }

  /** @internal A message of either side appears. */
  show(message: PhoneMessage): void {
    const isReaction = message.message.reactionMessage !== undefined;
    if (!isReaction) this.screen.messages.push(message);
    if (!message.key.fromMe) this.inbox.push(message);
    this.#line.changed(this, message);
    for (const look of [...this.#waiting]) look();
  }

  /** @internal Something about a message changes. */
  change(message: PhoneMessage, changes: Partial<PhoneMessage>): void {
    Object.assign(message, changes);
    if (changes.message !== undefined) message.text = shownText(message.message);
    this.#line.changed(this, message);
    for (const look of [...this.#waiting]) look();
  }

  #own(ref: MessageRef): PhoneMessage {
    const message = this.screen.existing(ref);
    if (message.key.fromMe) return message;
    throw new Error(`${this.name} can only change its own messages, and ${message.from} wrote this one.`);
  }
}
