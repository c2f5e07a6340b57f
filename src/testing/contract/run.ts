import { type Endpoint, endpoints } from "../../client/endpoints/index.js";
import { type Clock, systemClock } from "../../internal/clock.js";
import { answer, type CaseInstance, type ContractCase, type EndpointName } from "./case.js";
import { contractCases, skippedEndpoints } from "./cases/index.js";
import { Walk } from "./walk.js";

export interface ContractOptions {
  /** Where the gateway listens. */
  readonly baseUrl: string;
  /** The gateway's global key: instances are created with it. Never part of a result. */
  readonly apiKey: string;
  /** A paired Baileys instance, for the sends that need a phone. They are skipped without it. */
  readonly instance?: string | undefined;
  /** The number those sends go to, in international form. Needed with `instance`. */
  readonly number?: string | undefined;
  /** @default globalThis.fetch */
  readonly fetch?: typeof fetch;
  /** Called after each case, in order. */
  readonly onCase?: (result: ContractResult) => void;
  /** Stops the walk; what was created is deleted all the same. */
  readonly signal?: AbortSignal;
  /** Time between the questions about what happens later. @default the system's */
  readonly clock?: Clock;
}

/** What came of asking one thing of one route. */
export interface ContractResult {
  /** The route's name in `endpoints`. */
  readonly endpoint: EndpointName;
  /** Method and path. */
  readonly route: string;
  /** Which instance it was asked of. */
  readonly on: CaseInstance;
  /** The statuses that are right, and what was asked. */
  readonly expected: string;
  /** The status that came. */
  readonly seen: string;
  readonly outcome: "passed" | "failed" | "skipped";
  /** What differs, with its path in the answer; or why it was skipped. */
  readonly detail?: string;
}

/**
 * Walks the gateway's routes on throw-away instances and compares statuses and bodies with Evolution API 2.3.6, one result
 * a case. Creates one instance of `EVOLUTION` and one of `WHATSAPP-BAILEYS`, named `evolution-kit-live-…`, and deletes both,
 * also after failures; one that could not be deleted is a failed result. Nobody is written to unless `instance` is given; the
 * gateway itself opens one connection to WhatsApp to ask for a QR code, and stores the files of a few sends where it has S3.
 *
 * @throws {Error} the gateway was not reached, or refused the key: nothing was created
 * @example const results = await runContract({ baseUrl: "http://localhost:8080", apiKey });
 */
export async function runContract(options: ContractOptions): Promise<ContractResult[]> {
  const { apiKey, instance, number, onCase, clock = systemClock } = options;
  if (instance !== undefined && !number) {
    throw new Error("Expected `number` beside `instance`: the digits of the phone that may be written to.");
  }
  const baseUrl = options.baseUrl.replace(/\/+$/, "");
  const call = options.fetch ?? globalThis.fetch;
  if (number !== undefined && !/^\d{8,15}$/.test(number)) {
    throw new Error(
      "Expected `number` to be bare digits in international form, such as 5511999990001: a person is written to.",
    );
  }
  if (instance !== undefined && ["", ".", ".."].includes(instance))
    throw new Error("Expected `instance` to be a name.");
  await checkKey(call, baseUrl, apiKey);

  const prefix = `evolution-kit-live-${crypto.randomUUID().slice(0, 8)}`;
  const instanceNames = {
    EVOLUTION: nameOn(prefix, "EVOLUTION"),
    "WHATSAPP-BAILEYS": nameOn(prefix, "WHATSAPP-BAILEYS"),
    ...(instance !== undefined && { paired: instance }),
  };
  const common = { baseUrl, apiKey, prefix, ownNumber: nobody(), nobody: nobody(), number, fetch: call, clock };
  const unstoppable = new AbortController().signal;
  const { signal = unstoppable } = options;
  const walk = new Walk({ ...common, instanceNames, signal });

  const results: ContractResult[] = [];
  const report = (result: ContractResult) => {
    results.push(result);
    onCase?.(result);
  };
  for (const [endpoint, reason] of Object.entries(skippedEndpoints)) {
    report(skipped({ endpoint: endpoint as EndpointName, on: "none" }, reason));
  }
  const circumstances = { isPaired: instance !== undefined, signal, unmade: new Set<CaseInstance>() };
  try {
    for (const each of contractCases) report(await resultOf(each, walk, circumstances));
  } finally {
    const cleaner = new Walk({ ...common, instanceNames, signal: unstoppable });
    for (const result of await cleanUp(cleaner, prefix, clock)) report(result);
  }
  return results;
}

/** Deletes what may still be there, at the third try at the latest: the result is empty when nothing is. */
async function cleanUp(walk: Walk, prefix: string, clock: Clock): Promise<ContractResult[]> {
  const left: ContractResult[] = [];
  for (const on of ["EVOLUTION", "WHATSAPP-BAILEYS", "none"] as const) {
    const instanceName = nameOn(prefix, on);
    const deletion: ContractCase = {
      endpoint: "deleteInstance",
      on,
      title: "cleaned up",
      instanceName,
      answers: [answer(200, "anything"), answer(404, "anything")],
    };
    let last = await walk.run(deletion);
    for (let tries = 1; last.problem !== undefined && tries < 3; tries++) {
      await clock.sleep(1_000);
      last = await walk.run(deletion);
    }
    if (last.problem === undefined) continue;
    const detail = `could not be deleted, please do: ${instanceName} (${last.problem})`;
    left.push({ ...identity(deletion), seen: last.seen, outcome: "failed", detail });
  }
  return left;
}

/** What the cases call their instances; the one on none should never come to be. */
const nameOn = (prefix: string, on: "EVOLUTION" | "WHATSAPP-BAILEYS" | "none") =>
  `${prefix}-${{ EVOLUTION: "e", "WHATSAPP-BAILEYS": "b", none: "never" }[on]}`;

interface Circumstances {
  readonly isPaired: boolean;
  readonly signal: AbortSignal;
  /** The instances that could not be created: their other cases say so once, by being skipped. */
  readonly unmade: Set<CaseInstance>;
}

async function resultOf(each: ContractCase, walk: Walk, circumstances: Circumstances): Promise<ContractResult> {
  const reason = reasonToSkip(each, circumstances);
  if (reason !== undefined) return skipped(each, reason);
  if (!walk.isReady(each)) return skipped(each, "needs the answer of a case that failed");
  const { seen, problem } = await walk.run(each);
  if (circumstances.signal.aborted) return skipped(each, "stopped");
  if (problem === undefined) return { ...identity(each), seen, outcome: "passed" };
  const isCreation = each.keep === each.on;
  if (isCreation && walk.kept(`${each.on}.hash`) === undefined) circumstances.unmade.add(each.on);
  return { ...identity(each), seen, outcome: "failed", detail: problem };
}

function reasonToSkip({ on }: ContractCase, { isPaired, signal, unmade }: Circumstances): string | undefined {
  if (signal.aborted) return "stopped";
  if (on === "paired" && !isPaired) return "needs a paired instance and a number to write to";
  return unmade.has(on) ? `there is no ${on} instance: it could not be created` : undefined;
}

function identity({ endpoint, on, title, answers }: Pick<ContractCase, "endpoint" | "on" | "title" | "answers">) {
  const { method, path }: Endpoint = endpoints[endpoint];
  const statuses = [...new Set(answers.map(({ status }) => status))].join("|");
  return { endpoint, route: `${method} ${path}`, on, expected: `${statuses} ${title}` };
}

function skipped(each: Pick<ContractCase, "endpoint" | "on"> & Partial<ContractCase>, detail: string): ContractResult {
  const { method, path }: Endpoint = endpoints[each.endpoint];
  const { expected } = each.answers ? identity(each as ContractCase) : { expected: "–" };
  return {
    endpoint: each.endpoint,
    route: `${method} ${path}`,
    on: each.on,
    expected,
    seen: "–",
    outcome: "skipped",
    detail,
  };
}

/** Before anything is created: is there a gateway, and does it take the key? */
async function checkKey(call: typeof fetch, baseUrl: string, apiKey: string): Promise<void> {
  if (!URL.canParse(baseUrl) || new URL(baseUrl).username !== "" || new URL(baseUrl).password !== "") {
    throw new Error("Expected `baseUrl` to be an address without user name and password.");
  }
  const shown = new URL(baseUrl).origin;
  const response = await call(`${baseUrl}/verify-creds`, {
    method: "POST",
    headers: { apikey: apiKey },
    redirect: "manual",
    signal: AbortSignal.timeout(30_000),
  }).catch((error: unknown) => {
    throw new Error(`No gateway answered at ${shown}. Check the address and that it runs.`, { cause: error });
  });
  const text = await response.text();
  if (response.status === 200 && /"message"/.test(text)) return;
  if (response.status >= 300 && response.status < 400) {
    throw new Error(`${shown} leads elsewhere. Pass the gateway's final address, so that the key goes nowhere else.`);
  }
  if (response.status !== 401) {
    throw new Error(
      `What answers at ${shown} is no Evolution API: POST /verify-creds gave ${response.status}. Nothing was done.`,
    );
  }
  throw new Error(
    `The gateway at ${shown} refused the key. Pass its global key, AUTHENTICATION_API_KEY: an instance's token cannot create instances.`,
  );
}

/** Twelve digits of a country that does not exist. */
const nobody = () => `999${String(Math.floor(Math.random() * 1e9)).padStart(9, "0")}`;
