import { chatKey } from "./keys.js";
import { personOf } from "./message.js";
import type { MessageInput, Settings } from "./options.js";

/** What all events may be asked for. */
export interface EventInput {
  /** @default the build's */
  readonly instance?: string;
  /** Epoch ms. @default the build's `now` */
  readonly at?: number;
}

/** Where and when an event happens. */
export interface Scene {
  readonly settings: Settings;
  readonly instance: string;
  /** Epoch ms. */
  readonly at: number;
  /** An id in the form of what writes the message. */
  newId(by?: "phone" | "gateway"): string;
  /** An id of a database row. */
  rowId(): string;
  /** The JID that the gateway has for the chat with a person. */
  chatOf(person: { readonly from?: string | undefined } & Pick<MessageInput, "lid" | "addressing">): string;
}

/** What makes ids: one after the other, the same in every run. */
export class Ids {
  #count = 0;
  readonly #seed: string;

  constructor(seed: number) {
    this.#seed = seed.toString(16).toUpperCase().padStart(6, "0");
  }

  reset(): void {
    this.#count = 0;
  }

  /** So many hexadecimal digits. */
  next(digits: number): string {
    this.#count++;
    return (
      this.#seed +
      this.#count
        .toString(16)
        .toUpperCase()
        .padStart(digits - this.#seed.length, "0")
    );
  }
}

export function sceneOf({ instance, at }: EventInput, settings: Settings, ids: Ids): Scene {
  const { integration } = settings;
  return {
    settings,
    instance: instance ?? settings.instance,
    at: at ?? settings.now(),
    newId(by = "phone") {
      if (integration === "WHATSAPP-BUSINESS") return `wamid.HBg${ids.next(24)}`;
      if (integration === "EVOLUTION") return `00000000-0000-4000-8000-${ids.next(12).toLowerCase()}`;
      return by === "phone" ? `AC${ids.next(30)}` : `3EB0${ids.next(18)}`;
    },
    rowId: () => `cm${ids.next(23).toLowerCase()}`,
    chatOf: ({ from, ...person }) => {
      const addressed = personOf(from === undefined ? person : { ...person, from }, settings);
      return chatKey(addressed, integration, settings.version).remoteJid;
    },
  };
}
