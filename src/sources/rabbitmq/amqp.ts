import { connect } from "amqplib";
import { ConnectionError } from "../../errors/index.js";
import { isRecord, messageOf } from "../../internal/record.js";
import { redact } from "../../internal/redact.js";

/** What is used of an amqplib connection, so that one of another version fits too. */
export interface AmqpConnection {
  createChannel(): Promise<AmqpChannel>;
  close(): Promise<void>;
  on(event: string, listener: (error?: unknown) => void): unknown;
}

export interface AmqpChannel {
  prefetch(count: number): Promise<unknown>;
  assertExchange(name: string, type: string, options: object): Promise<unknown>;
  assertQueue(name: string, options: object): Promise<unknown>;
  checkQueue(name: string): Promise<unknown>;
  bindQueue(queue: string, exchange: string, pattern: string): Promise<unknown>;
  consume(queue: string, onMessage: (message: AmqpMessage | null) => void): Promise<{ consumerTag: string }>;
  cancel(consumerTag: string): Promise<unknown>;
  // Methods, so that amqplib's wider message type fits.
  ack(message: AmqpMessage): void;
  nack(message: AmqpMessage, allUpTo: boolean, requeue: boolean): void;
  close(): Promise<void>;
  on(event: string, listener: (error?: unknown) => void): unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: amqplib's `ack` wants its own message back, whole, and no version's type fits another's
export type AmqpMessage = { readonly content: Uint8Array } & { readonly [field: string]: any };

const connectTimeoutMs = 10_000;

/** Opens connections to one address. */
export const connectTo = (url: string) => (): Promise<AmqpConnection> =>
  connect(url, {
    timeout: connectTimeoutMs,
    keepAlive: true,
    noDelay: true,
    clientProperties: { connection_name: "evolution-kit" },
  });

/** What AMQP's codes ask for. */
const hints: Readonly<Record<number, string>> = {
  403: "Check user, password and permissions",
  404: "The gateway makes its queues with the first event, or at its start; they are waited for",
  406: "A queue or exchange of that name has other settings: choose another name, or the same `arguments`",
  530: "Check the virtual host, which is the path of the address",
};

/** Some errors of the handshake have their code in the text only, and one has none: the refusal of the virtual host. */
function codeOf(error: unknown): number | undefined {
  if (isRecord(error) && typeof error.code === "number") return error.code;
  const text = messageOf(error);
  if (text.includes("Expected ConnectionOpenOk")) return 530;
  const code = /\b(\d{3}) \([A-Z]+[-_][A-Z]+\)/.exec(text)?.[1];
  return code === undefined ? undefined : Number(code);
}

/** Whether trying again is of no use until somebody has changed something. */
export const isLasting = (error: unknown): boolean => [403, 406].includes(codeOf(error) ?? 0);

/** The library's error in words that say what to do, on one line and without the address, which holds the password. */
export function connectionError(error: unknown, secrets: readonly string[]): ConnectionError {
  const text = String(redact(messageOf(error), secrets)).replace(/\s+/g, " ");
  const hint = hints[codeOf(error) ?? 0];
  return new ConnectionError(`RabbitMQ cannot be used: ${text}${hint === undefined ? "" : `. ${hint}`}.`);
}
