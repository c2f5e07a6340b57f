import { ok, PlainText, refusal } from "./reply.js";
import type { Route } from "./routes.js";

export const info: Route = ({ state, gateway }) =>
  ok({
    status: 200,
    message: "Welcome to the Evolution API, it is working!",
    version: state.version,
    clientName: "evolution_exchange",
    manager: `${gateway.url}/manager`,
    documentation: "https://doc.evolution-api.com",
    whatsappWebVersion: "2.3000.1027934701",
  });

export const verifyCreds: Route = () => ok({ status: 200, message: "Credentials are valid" });

const gauge = (name: string, help: string, lines: readonly string[]) => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} gauge`,
  ...lines.map((line) => `${name}${line}`),
];

const quoted = (text: string): string => JSON.stringify(text);

/** For Prometheus, as a server with PROMETHEUS_METRICS on. */
export const metrics: Route = ({ state, gateway }) => {
  const all = [...state.instances.values()].map(({ name, integration, state: connection }) => ({
    labels: `instance=${quoted(name)},integration=${quoted(integration)}`,
    connection,
  }));
  const environment = `version="${state.version}",clientName="evolution_exchange",serverUrl="${gateway.url}"`;
  const text = [
    ...gauge("evolution_environment_info", "Environment information", [`{${environment}} 1`]),
    ...gauge("evolution_instances_total", "Total number of instances", [` ${all.length}`]),
    ...gauge(
      "evolution_instance_up",
      "1 if instance state is open, else 0",
      all.map(({ labels, connection }) => `{${labels}} ${connection === "open" ? 1 : 0}`),
    ),
    ...gauge(
      "evolution_instance_state",
      "Instance state as a labelled metric",
      all.map(({ labels, connection }) => `{${labels},state="${connection}"} 1`),
    ),
    "",
  ];
  return ok(new PlainText(text.join("\n"), "text/plain"));
};

/** The web manager is a page of the server's, of which only its address is here. */
export const manager: Route = () =>
  ok(new PlainText("<!doctype html><html><title>Evolution Manager</title></html>", "text/html"));

export const assets: Route = () => ({ ...refusal(404, []), body: new PlainText("File not found", "text/html") });

/** What a licence's routes say is not known: here it is active, whatever is asked. */
export const license: Route = () => ok({ status: "active" });
