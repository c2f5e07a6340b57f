import { randomUUID } from "node:crypto";
import type { FakeGateway, FakePhone, PhoneMessage } from "../testing/index.js";
import { FaultSwitches } from "./fault-switches.js";
import { messageView } from "./message-view.js";
import type { GroupView, InstanceView, PhoneView, Snapshot, TypingView, Update } from "./snapshot.js";
import { Traffic } from "./traffic.js";

/** Watches a gateway: gives the whole state at any time, and tells what changes. */
export class SimulatorState {
  readonly run = randomUUID();
  readonly faults: FaultSwitches;
  readonly #gateway: FakeGateway;
  readonly #shownApiKey: string;
  readonly #tell: (update: Update) => void;
  readonly #traffic = new Traffic();
  readonly #stops: readonly (() => void)[];
  #told = { instances: "", groups: "" };

  constructor(gateway: FakeGateway, shownApiKey: string, tell: (update: Update) => void) {
    this.#gateway = gateway;
    this.#shownApiKey = shownApiKey;
    this.#tell = tell;
    this.faults = new FaultSwitches(gateway);
    for (const attempt of gateway.deliveries) this.#traffic.webhook(attempt);
    const { instances, groups } = this.snapshot();
    this.#told = { instances: JSON.stringify(instances), groups: JSON.stringify(groups) };
    this.#stops = [
      gateway.on("message", ({ phone, message }) => this.#message(phone, message)),
      gateway.on("typing", ({ phone, chat, state }) =>
        tell({ type: "typing", typing: { phone: phone.number, chat, state } }),
      ),
      gateway.on("phone", ({ phone }) => tell({ type: "phone", phone: phoneView(phone) })),
      gateway.on("faults", () => tell({ type: "faults", faults: this.faults.view() })),
      gateway.on("instance", () => this.#tellWorld()),
      gateway.on("group", () => this.#tellWorld()),
      gateway.on("delivery", (attempt) => tell({ type: "traffic", entry: this.#traffic.webhook(attempt) })),
      gateway.on("request", (call) => {
        tell({ type: "traffic", entry: this.#traffic.rest(call) });
        // Routes change webhooks, groups and instances.
        this.#tellWorld();
      }),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  snapshot(): Snapshot {
    const { url, version, phones, instances, groups, clock } = this.#gateway;
    return {
      run: this.run,
      now: clock.now(),
      gateway: { url, apiKey: this.#shownApiKey, version },
      instances: instances.map(instanceView),
      phones: phones.map(phoneView),
      groups: groups.map((group) => this.#groupView(group)),
      messages: Object.fromEntries(
        phones.map((phone) => [phone.number, phone.messages.map((each) => messageView(this.#gateway, phone, each))]),
      ),
      typing: phones.flatMap((phone) =>
        phone.chats.flatMap(({ id, typing }): TypingView[] =>
          typing === undefined ? [] : [{ phone: phone.number, chat: id, state: typing }],
        ),
      ),
      faults: this.faults.view(),
      traffic: [...this.#traffic.entries],
    };
  }

  /** To be called where the clock was moved: the gateway does not tell. */
  tellClock(): void {
    this.#tell({ type: "clock", now: this.#gateway.clock.now() });
  }

  #message(phone: FakePhone, message: PhoneMessage): void {
    this.#tell({ type: "message", phone: phone.number, message: messageView(this.#gateway, phone, message) });
  }

  /** Instances and groups are few: they are told of as a whole, when something about them is new. */
  #tellWorld(): void {
    const instances = this.#gateway.instances.map(instanceView);
    const groups = this.#gateway.groups.map((group) => this.#groupView(group));
    const told = { instances: JSON.stringify(instances), groups: JSON.stringify(groups) };
    const before = this.#told;
    this.#told = told;
    if (told.instances !== before.instances) this.#tell({ type: "instances", instances });
    if (told.groups !== before.groups) this.#tell({ type: "groups", groups });
  }

  #groupView({ jid, subject, participants, instances }: FakeGateway["groups"][number]): GroupView {
    const { phones } = this.#gateway;
    const members = participants.map(({ phone, lid }) => {
      const own = this.#gateway.instances.find(({ ownNumber, ownLid }) => ownNumber === phone || ownLid === lid);
      const known = phones.find(({ number, lid: lidOf }) => number === phone || lidOf === lid);
      return { name: known?.name ?? own?.name ?? phone ?? lid ?? "?", number: known?.number };
    });
    return {
      id: jid,
      subject,
      members: members.map(({ name }) => name),
      phones: members.flatMap(({ number }) => number ?? []),
      instances: [...instances],
    };
  }
}

const phoneView = ({ number, name }: FakePhone): PhoneView => ({ number, name });

function instanceView({ name, integration, state, webhook, qr }: FakeGateway["instances"][number]): InstanceView {
  return {
    name,
    integration,
    state,
    webhookUrl: webhook?.enabled ? webhook.url : undefined,
    qr: qr && {
      image: `/qr/${encodeURIComponent(name)}?n=${qr.count}`,
      pairingCode: qr.pairingCode ?? undefined,
    },
  };
}
