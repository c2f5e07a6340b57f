/**
 * @import { GroupView, InstanceView, MessageView, PhoneView, Snapshot, TrafficEntry, Update } from "../snapshot.js"
 *
 * @typedef {object} Chat
 * @property {string} id
 * @property {"instance" | "group"} kind
 * @property {string} title
 * @property {InstanceView | undefined} instance
 * @property {GroupView | undefined} group
 * @property {readonly MessageView[]} messages
 * @property {MessageView | undefined} last
 * @property {number} unread
 * @property {"composing" | "recording" | undefined} typing
 */

const keptTraffic = 300;

/** What the page knows. */
class Store extends EventTarget {
  /** @type {Snapshot | undefined} */
  snapshot;
  /** @type {readonly InstanceView[]} */
  instances = [];
  /** @type {readonly PhoneView[]} */
  phones = [];
  /** @type {readonly GroupView[]} */
  groups = [];
  /** By phone, then by id, oldest first. @type {Map<string, Map<string, MessageView>>} */
  messages = new Map();
  /** By phone and chat. @type {Map<string, "composing" | "recording">} */
  typing = new Map();
  /** @type {Snapshot["faults"]} */
  faults = { active: [], isEverythingTwice: false };
  /** @type {TrafficEntry[]} */
  traffic = [];
  /** The gateway's time less the browser's. */
  #ahead = 0;
  isLive = false;

  /** Which phone is in the hand. @type {string | undefined} */
  phone;
  /** Which chat is open on it. @type {string | undefined} */
  chat;
  /** The message whose traffic is shown. @type {string | undefined} */
  inspected;
  /** @type {"list" | "chat" | "inspector"} */
  screen = "list";

  get now() {
    return Date.now() + this.#ahead;
  }

  /** @param {Snapshot} snapshot */
  load(snapshot) {
    if (this.snapshot && this.snapshot.run !== snapshot.run) return location.reload();
    this.snapshot = snapshot;
    this.instances = snapshot.instances;
    this.phones = snapshot.phones;
    this.groups = snapshot.groups;
    this.faults = snapshot.faults;
    this.traffic = [...snapshot.traffic];
    this.messages = new Map(
      Object.entries(snapshot.messages).map(([phone, list]) => [phone, new Map(list.map((each) => [each.id, each]))]),
    );
    this.typing.clear();
    for (const { phone, chat, state } of snapshot.typing)
      if (state !== "paused") this.typing.set(`${phone} ${chat}`, state);
    this.#ahead = snapshot.now - Date.now();
    this.phone ??= this.phones[0]?.number;
    this.changed();
  }

  /** @param {Update} update */
  apply(update) {
    switch (update.type) {
      case "instances":
        this.instances = update.instances;
        break;
      case "groups":
        this.groups = update.groups;
        break;
      case "phone":
        this.phones = [...this.phones.filter(({ number }) => number !== update.phone.number), update.phone];
        this.phone ??= update.phone.number;
        break;
      case "message":
        this.#putMessage(update.phone, update.message);
        break;
      case "typing": {
        const { phone, chat, state } = update.typing;
        if (state === "paused") this.typing.delete(`${phone} ${chat}`);
        else this.typing.set(`${phone} ${chat}`, state);
        break;
      }
      case "faults":
        this.faults = update.faults;
        break;
      case "traffic":
        this.traffic = [...this.traffic.slice(1 - keptTraffic), update.entry];
        break;
      case "clock":
        this.#ahead = update.now - Date.now();
        break;
    }
    this.changed();
  }

  /**
   * @param {string} phone
   * @param {MessageView} message
   */
  #putMessage(phone, message) {
    const list = this.messages.get(phone) ?? new Map();
    list.set(message.id, message);
    this.messages.set(phone, list);
  }

  /**
   * The chats of a phone, latest first: one for each instance, and its groups.
   *
   * @param {string | undefined} [phone]
   * @returns {Chat[]}
   */
  chats(phone = this.phone) {
    if (phone === undefined) return [];
    const all = [...(this.messages.get(phone)?.values() ?? [])];
    const chatOf = (/** @type {Pick<Chat, "id" | "kind" | "title" | "instance" | "group">} */ chat) => {
      const messages = all.filter((message) => message.chat === chat.id);
      const unread = messages.filter((message) => message.unread).length;
      return { ...chat, messages, unread, last: messages.at(-1), typing: this.typing.get(`${phone} ${chat.id}`) };
    };
    const chats = [
      ...this.instances.map((instance) =>
        chatOf({ id: instance.name, kind: "instance", title: instance.name, instance, group: undefined }),
      ),
      ...this.groups
        .filter(({ phones }) => phones.includes(phone))
        .map((group) => chatOf({ id: group.id, kind: "group", title: group.subject, instance: undefined, group })),
    ];
    return chats.sort((a, b) => (b.last?.at ?? 0) - (a.last?.at ?? 0));
  }

  /** The chat on the screen. */
  get open() {
    return this.chats().find(({ id }) => id === this.chat);
  }

  /** @param {Partial<Pick<Store, "phone" | "chat" | "inspected" | "screen" | "isLive">>} what */
  set(what) {
    Object.assign(this, what);
    this.changed();
  }

  /**
   * Calls `then` when the page shows what was changed just now.
   *
   * @param {() => void} then
   */
  afterDraw(then) {
    this.addEventListener("drawn", then, { once: true });
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }
}

export const store = new Store();
