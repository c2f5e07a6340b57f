import mitt from "mitt";
import { Activity } from "./activity.js";
import type { GatewayVersion } from "./build/frame.js";
import { GatewayClock, stoppedClock } from "./clock.js";
import { type ConnectionWorld, logOut, lose, open } from "./connections.js";
import { Deliveries, type DeliveryAttempt } from "./deliveries.js";
import { Faults } from "./faults.js";
import type { GatewayEvents, Notify } from "./gateway-events.js";
import type { FakeGatewayOptions, GatewayState, GroupOptions } from "./gateway-options.js";
import { createGroup, type FakeGroup, ownPerson, type Person } from "./groups.js";
import { HttpServer } from "./http-server.js";
import { MediaStore } from "./media.js";
import { knownOf } from "./members.js";
import { Network } from "./network.js";
import { type FakeInstanceOptions, newInstance } from "./new-instance.js";
import { type MessageChange, Outbound } from "./outbound.js";
import type { FakePhone, PhoneOptions } from "./phone.js";
import type { FakeProfile } from "./profiles.js";
import { answer } from "./routes.js";
import type { FakeInstance } from "./world.js";

/**
 * A gateway without WhatsApp: a real HTTP server on 127.0.0.1 that answers as Evolution API does and posts webhooks with its
 * retry policy, and phones for the other side of the chat. Numbers that end in 0404 are not on WhatsApp; to those in 0500 the connection is
 * lost; on the Business integration Meta refuses those in 0400 (not allowed), 0401 (token) and 0429 (rate limit).
 */
export class FakeGateway {
  readonly apiKey: string;
  readonly version: GatewayVersion;
  /** The gateway's time. `await clock.advance(ms)` lets minutes pass at once; give it to the code under test as its clock. */
  readonly clock: GatewayClock;
  /** What goes wrong. */
  readonly faults: Faults;
  /** The files that were sent and received. */
  readonly media = new MediaStore();
  readonly #state: GatewayState;
  readonly #network: Network;
  readonly #outbound: Outbound;
  readonly #deliveries: Deliveries;
  readonly #server: HttpServer;
  readonly #closing = new AbortController();
  /** What waits with its signal ends with a restart. */
  #run = new AbortController();
  readonly #connections: ConnectionWorld;
  readonly #events = mitt<GatewayEvents>();
  /** Counts the deleted ones too, so that no two have the same number. */
  #instancesMade = 0;

  /** `publicUrl` is where its clients reach it while it does not listen itself. */
  constructor(options: FakeGatewayOptions, publicUrl?: string) {
    const { apiKey = "fake-global-key", version = "2.3.6", seed = 1, random = Math.random, clock } = options;
    const activity = new Activity();
    const notify: Notify = (name, payload) => {
      try {
        this.#events.emit(name, payload);
      } catch (error) {
        // A listener's own fault, which must not become the gateway's answer.
        queueMicrotask(() => {
          throw error;
        });
      }
    };
    const emit = (instance: FakeInstance, event: string, data: unknown) => this.emit(instance, event, data);
    const { signal } = this.#closing;
    this.apiKey = apiKey;
    this.version = version;
    this.clock = new GatewayClock(
      clock === "virtual" ? stoppedClock() : clock,
      () => activity.quiet(),
      () => this.#deliveries.release(),
    );
    this.faults = new Faults(seed, () => notify("faults", undefined));
    const now = () => this.clock.now();
    const sleep = (ms: number) => activity.waiting(() => this.clock.sleep(ms, this.#run.signal));
    this.#state = {
      apiKey,
      version,
      instances: new Map(),
      groups: new Map(),
      media: this.media,
      profiles: new Map(),
      now,
      sleep,
    };
    const { instances, groups } = this.#state;
    const world = { version, media: this.media, instances, groups, notify, now, emit };
    this.#connections = { clock: this.clock, signal, notify, emit };
    this.#network = new Network(world);
    this.#outbound = new Outbound(world, this.#network, this.faults, this.clock, () => this.#run.signal);
    this.#deliveries = new Deliveries({
      serverUrl: () => this.url,
      version,
      globalUrl: options.globalWebhook,
      clock: this.clock,
      random,
      faults: this.faults,
      activity,
      onAttempt: (attempt) => notify("delivery", attempt),
    });
    this.#server = new HttpServer({
      answer: (request) => answer(this, this.#state, request),
      faults: this.faults,
      activity,
      notify,
      version,
      publicUrl,
      now,
      sleep,
      signal: () => this.#run.signal,
    });
    for (const instance of options.instances ?? []) this.addInstance(instance);
  }

  /** Where it listens, e.g. `http://127.0.0.1:49321`. */
  get url(): string {
    return this.#server.url;
  }

  /** Every try to post an event, with the receiver's answer. */
  get deliveries(): readonly DeliveryAttempt[] {
    return this.#deliveries.attempts;
  }

  get instances(): readonly FakeInstance[] {
    return [...this.#state.instances.values()];
  }

  get phones(): readonly FakePhone[] {
    return [...this.#network.phones.values()];
  }

  get groups(): readonly FakeGroup[] {
    return [...this.#state.groups.values()];
  }

  /** @throws {Error} there is none of that name */
  instance(name: string): FakeInstance {
    const instance = this.#state.instances.get(name);
    if (instance) return instance;
    throw new Error(`There is no instance "${name}". Create it with instances.create or addInstance.`);
  }

  /** The phone with that number, in international form; made when it is first asked for. */
  phone(number: string, options: PhoneOptions = {}): FakePhone {
    return this.#network.phone(number, options);
  }

  /** Adds an instance without a request. @throws {Error} there is one of that name */
  addInstance(options: FakeInstanceOptions): FakeInstance {
    if (this.#state.instances.has(options.name)) throw new Error(`There is an instance "${options.name}" already.`);
    const instance = newInstance(options, this.#instancesMade++, this.#state.now());
    this.#state.instances.set(instance.name, instance);
    this.#events.emit("instance", { instance });
    return instance;
  }

  /** A group of phones and instances. */
  createGroup({ subject, members, instances, addressing }: GroupOptions): FakeGroup {
    const people = members.map(knownOf);
    const baileys = this.instances.filter(({ integration }) => integration === "WHATSAPP-BAILEYS");
    const inIt = instances?.map((name) => this.instance(name)) ?? baileys;
    const [owner, ...others] = [...people, ...inIt.map(ownPerson)];
    if (!owner) throw new Error("A group has at least one member. Pass members: [phone].");
    return createGroup(
      { state: this.#state, gateway: this },
      { subject, owner, members: others, ...(addressing && { addressing }) },
    );
  }

  /** Scans the instance's QR code: it opens. */
  pair(instanceName: string): void {
    open(this.#connections, this.instance(instanceName));
  }

  /**
   * Unlinks the phone: a final close. What phones write from then on never reaches it, not after another `pair` either. (After
   * that a real 2.3.6 posts no `messages.upsert` until it is restarted; this one does.)
   */
  disconnect(instanceName: string): void {
    logOut(this.#connections, this.instance(instanceName));
  }

  /** The instance loses its connection to WhatsApp until `reconnect` or `restart`: sends fail, what comes in waits. */
  loseConnection(instanceName: string): void {
    lose(this.#connections, this.instance(instanceName));
  }

  /** The connection is back: what came in the meantime is posted now, with the time it was written. */
  reconnect(instanceName: string): void {
    open(this.#connections, this.instance(instanceName));
  }

  /**
   * Starts the server anew: calls under way are cut off, webhook posts that were not taken yet and rows that a fault stores late
   * are lost, and paired instances reconnect, those without a connection included.
   */
  async restart(): Promise<void> {
    this.#run.abort();
    this.#run = new AbortController();
    const paired = this.instances.filter(({ isPaired, integration }) => isPaired && integration === "WHATSAPP-BAILEYS");
    await this.#deliveries.forget();
    for (const { watchedChats } of this.instances) watchedChats.clear();
    for (const instance of paired) lose(this.#connections, instance);
    for (const instance of paired) open(this.#connections, instance);
  }

  /** Calls `listener` on what happens in the gateway; answers a function that ends it. */
  on<Name extends keyof GatewayEvents>(name: Name, listener: (payload: GatewayEvents[Name]) => void): () => void {
    this.#events.on(name, listener);
    return () => this.#events.off(name, listener);
  }

  /** Posts an event of an instance, if its webhook wants it. */
  emit(instance: FakeInstance, event: string, data: unknown): void {
    this.#deliveries.emit(instance, event, data);
  }

  /** Sets what WhatsApp knows of a number: picture, "about" text, business, catalog. What is left out stays. */
  setProfile(number: string, profile: FakeProfile): void {
    const jid = `${number.replace(/\D/g, "")}@s.whatsapp.net`;
    this.#state.profiles.set(jid, { ...this.#state.profiles.get(jid), ...profile });
  }

  /** @internal Who has an address, with what is known of both addresses. */
  personAt(jid: string): Person {
    const phone = this.#network.phoneAt(jid);
    if (phone) return jid.endsWith("@lid") ? knownOf(phone) : { phone: phone.number, lid: phone.lid };
    const user = jid.split("@")[0] ?? "";
    return jid.endsWith("@lid") ? { phone: undefined, lid: user } : { phone: user, lid: undefined };
  }

  /** @internal The name an instance knows somebody by: that of the last message from there. */
  nameOf(instance: FakeInstance, jid: string): string | undefined {
    const rows = instance.messages.filter(({ key }) => !key.fromMe && (key.participant || key.remoteJid) === jid);
    return rows.at(-1)?.pushName || undefined;
  }

  /** @internal Shows somebody that the instance types or records, or has stopped. */
  showPresence(instance: FakeInstance, jid: string, presence: string): void {
    this.#outbound.type(instance, jid, presence);
  }

  /** @internal Shows the authors that the instance has read their messages. */
  showRead(instance: FakeInstance, keys: readonly unknown[]): void {
    this.#outbound.read(instance, keys);
  }

  /** @internal Shows the phones that a message was edited or deleted. */
  showChange(change: MessageChange): void {
    this.#outbound.change(change);
  }

  /** @internal What WhatsApp does with what the instances send. */
  get outbound(): Outbound {
    return this.#outbound;
  }

  /** @internal */
  get connections(): ConnectionWorld {
    return this.#connections;
  }

  /** @internal The address WhatsApp confirms: the gateway drops digits of some countries' numbers, and both are matched. */
  confirmedJid(jid: string): string {
    const phone = this.#network.phoneAt(jid);
    return phone && jid.endsWith("@s.whatsapp.net") ? `${phone.number}@s.whatsapp.net` : jid;
  }

  /**
   * Resolves once every request was answered and every event was taken, given up, or waits for its next try. What the code under
   * test does after it has taken an event is not seen until it asks the gateway for something; a receiver that takes longer
   * than two seconds is not waited for.
   */
  settled(): Promise<void> {
    return this.#deliveries.settled();
  }

  /** Stops listening and forgets the retries that are still to come. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#run.abort();
    await this.#deliveries.forget();
    this.#server.close();
    this.#events.all.clear();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Answers a request without HTTP: for a `fetch` of your own, or for msw. A connection that is cut is `Response.error()`. */
  fetch(request: Request): Promise<Response> {
    return this.#server.fetch(request);
  }

  /** @internal */
  listen(port: number): Promise<void> {
    return this.#server.listen(port);
  }
}

/**
 * Starts a fake gateway.
 *
 * @example
 * const gateway = await createFakeGateway({ instances: [{ name: "shop", webhook: { url } }] });
 * const maria = gateway.phone("5511999990001", { name: "Maria" });
 * maria.send("oi");
 * console.log(await maria.waitFor());
 */
export async function createFakeGateway(options: FakeGatewayOptions = {}): Promise<FakeGateway> {
  const gateway = new FakeGateway(options);
  await gateway.listen(options.port ?? 0);
  return gateway;
}
