import { ApiError, NotFoundError } from "../errors/index.js";
import { own } from "../internal/record.js";
import { isAtLeast } from "../internal/version.js";
import type { Integration } from "../types/index.js";
import type { RequestOptions } from "./call.js";
import { type Endpoint, endpoints, laterEndpoints } from "./endpoints/index.js";
import type { InstancesResource } from "./resources/instances.js";
import type { ServerResource } from "./resources/server.js";

/** A row of the `endpoints` table, or of `laterEndpoints`. */
export type EndpointName = keyof typeof endpoints | keyof typeof laterEndpoints;

/** What an instance can do. It does not change while the instance exists and its server is not updated: keep it. */
export interface Capabilities {
  readonly instanceName: string;
  readonly integration: Integration;
  /** The server's version, e.g. `2.3.6`. */
  readonly version: string;
  /** A message's id may be chosen (`messageId`), so that a send in doubt can be looked up exactly. From 2.4 on, Baileys. */
  readonly choosesMessageId: boolean;
  /** A LID may be written to although its phone is not known. From 2.4 on, Baileys. */
  readonly sendsToLid: boolean;
  /** Votes of polls arrive. From 2.3.7 on, Baileys. */
  readonly receivesPollVotes: boolean;
  /** Whether a call works with this integration and version, before it is made. False for a name that is not in the tables. */
  can(name: EndpointName): boolean;
}

const table: Readonly<Record<string, Endpoint>> = { ...endpoints, ...laterEndpoints };

/** Looks up an instance's integration and its server's version. */
export async function capabilitiesOf(
  instances: Pick<InstancesResource, "fetchInstances">,
  server: Pick<ServerResource, "info">,
  instanceName: string,
  options?: RequestOptions,
): Promise<Capabilities> {
  const [rows, info] = await Promise.all([instances.fetchInstances({ instanceName }, options), server.info(options)]);
  if (!Array.isArray(rows) || typeof own(info, "version") !== "string") {
    const text = "The gateway did not say its version or list its instances. Check that `baseUrl` leads to it.";
    throw new ApiError(text, { status: 200, body: undefined, instanceName });
  }
  const row = rows.find((each) => own(each, "name") === instanceName);
  if (!row) {
    throw new NotFoundError(`There is no instance "${instanceName}" for this key. Check the name.`, {
      status: 200,
      body: undefined,
      instanceName,
    });
  }
  const { integration } = row;
  const { version } = info;
  const isBaileys = integration === "WHATSAPP-BAILEYS";
  return {
    instanceName,
    integration,
    version,
    choosesMessageId: isBaileys && isAtLeast(version, "2.4.0"),
    sendsToLid: isBaileys && isAtLeast(version, "2.4.0"),
    receivesPollVotes: isBaileys && isAtLeast(version, "2.3.7"),
    can: (name) => Object.hasOwn(table, name) && works(table[name] as Endpoint, integration, version),
  };
}

const works = ({ integrations, since }: Endpoint, integration: Integration, version: string): boolean =>
  integrations.includes(integration) && (since === undefined || isAtLeast(version, since));
