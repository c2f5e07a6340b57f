import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Clock, systemClock } from "../internal/clock.js";
import { toJid } from "../jid/index.js";
import type { MessageContent, MessageKey, SentMessage } from "../types/index.js";
import { Deliveries, type DeliveryAttempt } from "./deliveries.js";
import { type FakeInstanceOptions, newInstance } from "./new-instance.js";
import { FakePhone, type PhoneOptions, type PhoneSendOptions } from "./phone.js";
import { PlainText, type Reply, refusal } from "./reply.js";
import { bodyLimit, readBody, tooLarge } from "./request-body.js";
import { answer } from "./routes.js";
import { type FakeInstance, messageTypeOf, newId } from "./world.js";

export interface FakeGatewayOptions {
  /** The global key. @default "fake-global-key" */
  readonly apiKey?: string;
  /** @default a free one */
  readonly port?: number;
  /** @default none; `instances.create` works too */
  readonly instances?: readonly FakeInstanceOptions[];
  /** Time for `delay` and for the webhook retries, for tests. @default the system's */
  readonly clock?: Clock;
  /** @default Math.random */
  readonly random?: () => number;
}

/** What the routes share. */
export interface GatewayState {
  readonly apiKey: string;
  readonly version: string;
  readonly instances: Map<string, FakeInstance>;
  now(): number;
  sleep(ms: number): Promise<void>;
}

/**
 * A gateway without WhatsApp: a real HTTP server on 127.0.0.1 that answers as Evolution API 2.3.6 does and posts webhooks
 * with its retry policy, and phones for the other side of the chat. Numbers that end in 0404 are not on WhatsApp.
 */
export class FakeGateway {
  readonly apiKey: string;
  readonly #state: GatewayState;
  readonly #phones = new Map<string, FakePhone>();
  readonly #deliveries: Deliveries;
  readonly #server: Server;
  readonly #closing = new AbortController();

  constructor({ apiKey = "fake-global-key", clock = systemClock, random = Math.random }: FakeGatewayOptions) {
    this.apiKey = apiKey;
    this.#state = {
      apiKey,
      version: "2.3.6",
      instances: new Map(),
      now: () => clock.now(),
      sleep: (ms) => clock.sleep(ms, this.#closing.signal),
    };
    this.#deliveries = new Deliveries({ serverUrl: () => this.url, clock, random });
    this.#server = createServer((request, response) => this.#handle(request, response));
  }

  /** Where it listens, e.g. `http://127.0.0.1:49321`. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Every try to post an event, with the receiver's answer. */
  get deliveries(): readonly DeliveryAttempt[] {
    return this.#deliveries.attempts;
  }

  /** The phone with that number, in international form; made when it is first asked for. */
  phone(given: string, options: PhoneOptions = {}): FakePhone {
    const number = given.replace(/\D/g, "");
    if (number === "") throw new Error(`Expected a phone number, got "${given}". Pass e.g. "5511999990001".`);
    const known = this.#phones.get(number);
    if (known) return known;
    const lid = options.lid ?? String(190_000_000_000_001 + this.#phones.size);
    const phone = new FakePhone(number, { name: options.name ?? number, lid }, (...sent) => this.#fromPhone(...sent));
    this.#phones.set(number, phone);
    return phone;
  }

  /** Adds an instance without a request. */
  addInstance(options: FakeInstanceOptions): FakeInstance {
    const instance = newInstance(options, this.#state.instances.size, this.#state.now());
    this.#state.instances.set(instance.name, instance);
    return instance;
  }

  /** Scans the instance's QR code: it opens. */
  pair(instanceName: string): void {
    const instance = this.#instance(instanceName);
    instance.state = "open";
    instance.wasOpen = true;
    const wuid = `${instance.ownNumber}@s.whatsapp.net`;
    const update = {
      instance: instance.name,
      wuid,
      profileName: instance.name,
      profilePictureUrl: null,
      state: "open",
      statusReason: 200,
    };
    this.emit(instance, "connection.update", update);
  }

  /** Unlinks the phone: a final close. */
  disconnect(instanceName: string): void {
    const instance = this.#instance(instanceName);
    instance.state = "close";
    this.emit(instance, "logout.instance", null);
    this.emit(instance, "connection.update", { instance: instance.name, state: "close", statusReason: 401 });
  }

  /** Posts an event of an instance, if its webhook wants it. */
  emit(instance: FakeInstance, event: string, data: unknown): void {
    this.#deliveries.emit(instance, event, data);
  }

  /** @internal The address WhatsApp confirms: the gateway drops digits of some countries' numbers, and both are matched. */
  confirmedJid(jid: string): string {
    const phone = this.#phoneAt(jid);
    return phone && jid.endsWith("@s.whatsapp.net") ? `${phone.number}@s.whatsapp.net` : jid;
  }

  /** @internal Hands a sent message to its phone, and acknowledges it. */
  deliver(instance: FakeInstance, { key, message }: Pick<SentMessage, "key" | "message">): void {
    const phone = this.#phoneAt(key.remoteJid);
    phone?.receive({ key: { ...key, fromMe: false }, message, from: instance.name, at: this.#state.now() });
    if (instance.integration === "EVOLUTION") return;
    const statuses =
      instance.integration === "WHATSAPP-BAILEYS" ? ["SERVER_ACK", "DELIVERY_ACK"] : ["SENT", "DELIVERED"];
    const row = instance.messages.find((each) => each.key.id === key.id);
    for (const status of phone ? statuses : statuses.slice(0, 1)) {
      this.emit(instance, "messages.update", {
        keyId: key.id,
        remoteJid: key.remoteJid,
        fromMe: instance.integration === "WHATSAPP-BAILEYS",
        status,
        instanceId: instance.id,
        messageId: row?.id,
      });
    }
  }

  /** Resolves once every event posted so far was taken by its receiver, or given up. */
  settled(): Promise<void> {
    return this.#deliveries.settled();
  }

  /** Stops listening and forgets the retries that are still to come. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#deliveries.stop();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal */
  async listen(port: number): Promise<void> {
    this.#server.listen(port, "127.0.0.1");
    await once(this.#server, "listening");
  }

  #phoneAt(jid: string): FakePhone | undefined {
    return [...this.#phones.values()].find(
      ({ number, lid }) =>
        jid === number || jid === `${number}@s.whatsapp.net` || jid === `${lid}@lid` || jid === toJid(number),
    );
  }

  #instance(name: string): FakeInstance {
    const instance = this.#state.instances.get(name);
    if (instance) return instance;
    throw new Error(`There is no instance "${name}". Create it with instances.create or addInstance.`);
  }

  #fromPhone(phone: FakePhone, message: MessageContent, { to }: PhoneSendOptions): MessageKey {
    const names = [...this.#state.instances.keys()];
    if (to === undefined && names.length !== 1) {
      throw new Error(`Say which instance to write to, { to: "…" }: there are ${names.length} (${names.join(", ")}).`);
    }
    const instance = this.#instance(to ?? names[0] ?? "");
    const isBaileys = instance.integration === "WHATSAPP-BAILEYS";
    const key: MessageKey = {
      remoteJid: instance.integration === "EVOLUTION" ? phone.number : `${phone.number}@s.whatsapp.net`,
      fromMe: false,
      id: isBaileys ? newId.fromPhone() : instance.integration === "EVOLUTION" ? newId.uuid() : newId.meta(),
      ...(isBaileys && { remoteJidAlt: `${phone.lid}@lid`, participant: "", addressingMode: "pn" }),
    };
    const data = {
      key,
      pushName: phone.name,
      ...(isBaileys && { status: "DELIVERY_ACK" }),
      message,
      messageType: messageTypeOf(message),
      messageTimestamp: Math.floor(this.#state.now() / 1_000),
      instanceId: instance.id,
      source: isBaileys ? "android" : "unknown",
    };
    instance.messages.push({ ...data, id: newId.row(), contextInfo: null, MessageUpdate: [] });
    this.emit(instance, "messages.upsert", data);
    return key;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body } = await this.#answer(request).catch((error: unknown) => refusal(500, String(error)));
    const isText = body instanceof PlainText;
    response.writeHead(status, { "content-type": `${isText ? "text/html" : "application/json"}; charset=utf-8` });
    response.end(isText ? body.text : body === undefined ? "" : JSON.stringify(body));
  }

  async #answer(request: IncomingMessage): Promise<Reply> {
    const { apikey, "content-type": contentType = "", "content-length": length } = request.headers;
    const limit = contentType.startsWith("multipart/") ? Number.POSITIVE_INFINITY : bodyLimit;
    if (Number(length) > limit) {
      request.resume();
      return tooLarge;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request) {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
    }
    if (size > limit) return tooLarge;
    const body = await readBody(Buffer.concat(chunks), contentType);
    if ("status" in body) return body;
    return answer(this, this.#state, {
      method: request.method ?? "GET",
      url: new URL(request.url ?? "/", this.url),
      apikey: typeof apikey === "string" ? apikey : undefined,
      body,
    });
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
  for (const instance of options.instances ?? []) gateway.addInstance(instance);
  await gateway.listen(options.port ?? 0);
  return gateway;
}
