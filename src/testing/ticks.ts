import type { FakePhone } from "./phone.js";
import type { PhoneMessage } from "./phone-message.js";

/** A message that a phone wrote, and who of those it is for has it. */
interface Tracked {
  readonly phone: FakePhone;
  readonly message: PhoneMessage;
  readonly awaitsDelivery: Set<string>;
  readonly awaitsReading: Set<string>;
}

/** The ticks on what phones write. In a group the second one and the blue ones come when everybody has got or read it. */
export class Ticks {
  readonly #tracked = new Map<string, Tracked>();

  /** `readers` are instances by name and phones by number. */
  track(phone: FakePhone, message: PhoneMessage, readers: readonly string[]): void {
    const tracked = { phone, message, awaitsDelivery: new Set(readers), awaitsReading: new Set(readers) };
    this.#tracked.set(message.key.id, tracked);
  }

  delivered(id: string, reader: string): void {
    const tracked = this.#tracked.get(id);
    if (tracked?.awaitsDelivery.delete(reader)) this.#show(tracked);
  }

  /** What was read has been delivered. */
  read(id: string, reader: string): void {
    const tracked = this.#tracked.get(id);
    if (!tracked?.awaitsReading.delete(reader)) return;
    tracked.awaitsDelivery.delete(reader);
    this.#show(tracked);
  }

  #show({ phone, message, awaitsDelivery, awaitsReading }: Tracked): void {
    const isDelivered = awaitsDelivery.size === 0;
    const status = awaitsReading.size === 0 ? "read" : isDelivered ? "delivered" : "sent";
    if (message.status !== status) phone.change(message, { status });
    if (status === "read") this.#tracked.delete(message.key.id);
  }
}
