import { created, missingFields, ok, type Reply, refusal, wrongTypes } from "./reply.js";
import type { RouteContext } from "./routes.js";
import { rowOf } from "./world.js";

const switches = ["rejectCall", "groupsIgnore", "alwaysOnline", "readMessages", "readStatus", "syncFullHistory"];

const booleans = Object.fromEntries(switches.map((name) => [name, "boolean"] as const));

export function setSettings({ body, instance }: RouteContext): Reply {
  const invalid =
    missingFields(body, switches) ?? wrongTypes(body, { ...booleans, msgCall: "string", wavoipToken: "string" });
  if (invalid) return invalid;
  const given = Object.fromEntries(
    [...switches, "msgCall", "wavoipToken"]
      .filter((name) => body[name] !== undefined)
      .map((name) => [name, body[name]]),
  );
  instance.settings = { ...instance.settings, ...given };
  return created({ settings: { instanceName: instance.name, settings: given } });
}

export const findSettings = ({ instance }: RouteContext): Reply => ok(instance.settings);

/** A proxy is tested before it is stored: the fake knows none that works without a user and a password. */
export function setProxy({ body, instance, state }: RouteContext): Reply {
  const required = ["enabled", "host", "port", "protocol"];
  const texts = { host: "string", port: "string", protocol: "string", username: "string", password: "string" } as const;
  const invalid = missingFields(body, required) ?? wrongTypes(body, { ...texts, enabled: "boolean" });
  if (invalid) return invalid;
  const { enabled, host, port, protocol, username, password } = body;
  if (enabled === true && (username === undefined || password === undefined)) return refusal(400, ["Invalid proxy"]);
  const proxy =
    enabled === true
      ? { enabled, host, port, protocol, username, password }
      : { enabled: false, host: "", port: "", protocol: "", username: "", password: "" };
  instance.proxy = rowOf(instance, proxy, state.now(), instance.proxy);
  return created({ proxy: { instanceName: instance.name, proxy } });
}

export const findProxy = ({ instance }: RouteContext): Reply => ok(instance.proxy ?? null);

/** S3 is off. */
export const getMedia = (): Reply => refusal(400, ["Media not found"]);
export const getMediaUrl = ({ body }: RouteContext): Reply => missingFields(body, ["id"]) ?? getMedia();
