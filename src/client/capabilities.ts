import { NotFoundError } from "../errors/index.js";
import type { Integration } from "../types/index.js";
import type { RequestOptions } from "./call.js";
import { type Endpoint, endpoints } from "./endpoints/index.js";
import type { InstancesResource } from "./resources/instances.js";
import type { ServerResource } from "./resources/server.js";

/** A row of the `endpoints` table. */
export type EndpointName = keyof typeof endpoints;

/** What an instance can do. It does not change while the instance exists and its server is not updated: keep it. */
export interface Capabilities {
  readonly instanceName: string;
  readonly integration: Integration;
  /** The server's version, e.g. `2.3.6`. */
  readonly version: string;
  /** Whether a call works with this integration, before it is made. False for a name that is not in the table. */
  can(name: EndpointName): boolean;
}

/** Looks up an instance's integration and its server's version. */
export async function capabilitiesOf(
  instances: Pick<InstancesResource, "fetchInstances">,
  server: Pick<ServerResource, "info">,
  instanceName: string,
  options?: RequestOptions,
): Promise<Capabilities> {
  const [rows, { version }] = await Promise.all([
    instances.fetchInstances({ instanceName }, options),
    server.info(options),
  ]);
  const row = rows.find(({ name }) => name === instanceName);
  if (!row) {
    throw new NotFoundError(`There is no instance "${instanceName}" for this key. Check the name.`, {
      status: 200,
      body: undefined,
      instanceName,
    });
  }
  const { integration } = row;
  return {
    instanceName,
    integration,
    version,
    can: (name) => Object.hasOwn(endpoints, name) && (endpoints[name] as Endpoint).integrations.includes(integration),
  };
}
