import { type Cluster, Redis, type RedisOptions } from "ioredis";
import { InvalidArgumentError } from "../../../errors/index.js";
import { describe } from "../../../internal/record.js";
import { patiently } from "./patience.js";
import type { Client } from "./scripts.js";

/** Where Redis is: an address, ioredis's own options, or a client of yours, which stays yours to close. */
export type BullmqConnection = string | RedisOptions | Redis | Cluster;

export function isClient(connection: BullmqConnection): connection is Client {
  return typeof connection === "object" && "duplicate" in connection && typeof connection.duplicate === "function";
}

/** The connections of one driver. None is opened before it is used. */
export class Connections {
  readonly #connection: BullmqConnection;
  readonly #opened: Client[] = [];
  #client: Client | undefined;
  #patient: Client | undefined;

  constructor(connection: BullmqConnection) {
    if (typeof connection !== "string" && (typeof connection !== "object" || connection === null)) {
      throw new InvalidArgumentError(
        `Expected \`connection\` to be a Redis address, ioredis options or an ioredis client, got ${describe(connection)}. ` +
          `Pass e.g. "redis://localhost:6379".`,
      );
    }
    const keyPrefix = typeof connection === "object" && isClient(connection) && connection.options.keyPrefix;
    if (keyPrefix) {
      throw new InvalidArgumentError(
        `Expected a client without \`keyPrefix\`, got ${describe(keyPrefix)}. BullMQ cannot work with one: leave it out, and set \`prefix\` of the driver.`,
      );
    }
    this.#connection = connection;
  }

  /** For our scripts. Its commands are given up as its own `maxRetriesPerRequest` says. */
  get client(): Client {
    this.#client ??= isClient(this.#connection) ? this.#connection : this.#own(create(this.#connection));
    return this.#client;
  }

  /** For BullMQ, whose commands wait for Redis however long it is away: so it wants them. */
  get patient(): Client {
    this.#patient ??= this.#own(duplicate(this.client, { maxRetriesPerRequest: null }));
    return this.#patient;
  }

  /** One more, for somebody else to use and to close. */
  another(options: RedisOptions): Client {
    return duplicate(this.client, options);
  }

  /** Connections that were opened here. Calls under way are waited for, if Redis is there. */
  async close(): Promise<void> {
    const opened = this.#opened.splice(0);
    const isOwn = this.#client !== undefined && opened.includes(this.#client);
    if (isOwn && this.#client?.status === "ready") await patiently(this.#client.quit().catch(() => {}));
    for (const client of opened) client.disconnect();
  }

  #own<T extends Client>(client: T): T {
    // Whoever calls is told by the call that fails; without a listener, ioredis writes to the console.
    client.on("error", () => {});
    this.#opened.push(client);
    return client;
  }
}

function create(connection: string | RedisOptions): Redis {
  if (typeof connection === "string") return new Redis(connection, { lazyConnect: true });
  return new Redis({ ...connection, lazyConnect: true });
}

/** It connects by itself, again and again: BullMQ gives up for good when the first connection that it asks for fails. */
function duplicate(client: Client, given: RedisOptions): Client {
  const options = { ...given, lazyConnect: false };
  if (client instanceof Redis || !("nodes" in client)) return (client as Redis).duplicate(options);
  return client.duplicate([], { lazyConnect: false, redisOptions: { ...client.options.redisOptions, ...options } });
}
