import { type Endpoint, endpoints } from "../../client/endpoints/index.js";
import type { Clock } from "../../internal/clock.js";
import { messageOf, own } from "../../internal/record.js";
import { redactText, redactUrls } from "../../internal/redact.js";
import type { Answer, CaseInstance, ContractCase, Known } from "./case.js";
import { mismatch } from "./shape.js";

/** What came of one case. */
export interface Seen {
  /** The status, or that there was none. */
  readonly seen: string;
  /** How the answer differs from what was expected; `undefined` when it does not. */
  readonly problem?: string;
}

interface Received {
  readonly status: number;
  readonly text: string;
}

export interface WalkOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly prefix: string;
  readonly instanceNames: Readonly<Partial<Record<CaseInstance, string>>>;
  readonly ownNumber: string;
  readonly nobody: string;
  readonly number: string | undefined;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Longest wait for one answer: a gateway may fetch, convert and upload meanwhile. */
const timeoutMs = 60_000;
const polls = 60;

/** Sends cases, one after another, and remembers the answers that later ones need. */
export class Walk {
  readonly #options: WalkOptions;
  readonly #kept = new Map<string, unknown>();

  constructor(options: WalkOptions) {
    this.#options = options;
  }

  /** Whether everything that a case takes from earlier answers is there. */
  isReady(given: ContractCase): boolean {
    let isReady = true;
    const known = this.#knownTo(given);
    const watched: Known = {
      ...known,
      kept: (path) => {
        const value = known.kept(path);
        isReady &&= value !== undefined;
        return value;
      },
    };
    given.params?.(watched);
    given.query?.(watched);
    given.body?.(watched);
    return isReady;
  }

  /** An answer that a case kept, e.g. `text.key.id`. */
  kept(path: string): unknown {
    const [name = "", ...fields] = path.split(".");
    return fields.reduce(own, this.#kept.get(name));
  }

  async run(given: ContractCase): Promise<Seen> {
    for (let poll = 1; ; poll++) {
      const seen = await this.#once(given);
      if (seen.problem === undefined || given.eventually === undefined || poll === polls) return seen;
      await this.#options.clock.sleep(1_000, this.#options.signal).catch(() => {});
      if (this.#options.signal.aborted) return seen;
    }
  }

  async #once(given: ContractCase): Promise<Seen> {
    const received = await this.#send(given).catch((error: unknown) => messageOf(causeOf(error)));
    if (typeof received === "string") return { seen: "no answer", problem: this.#redacted(received) };
    const body = decode(received.text);
    if (given.keep !== undefined) this.#kept.set(given.keep, body);
    const problem = problemOf(received.status, body, given.answers);
    return { seen: String(received.status), ...(problem !== undefined && { problem: this.#redacted(problem) }) };
  }

  async #send(given: ContractCase): Promise<Received> {
    const { baseUrl, signal, fetch } = this.#options;
    const known = this.#knownTo(given);
    const endpoint: Endpoint = endpoints[given.endpoint];
    const params = { ...given.params?.(known), instanceName: known.instanceName };
    const path = endpoint.path
      .replace("*", "")
      .replace(/:(\w+)/g, (_, name: string) => encodeURIComponent((params as Record<string, string>)[name] ?? ""));
    const query = new URLSearchParams(given.query?.(known)).toString();
    const body = given.body?.(known);
    const key = this.#key(given);
    const isForm = body instanceof FormData;
    const response = await fetch(`${baseUrl}${path}${query && `?${query}`}`, {
      method: endpoint.method,
      headers: {
        ...(key !== undefined && { apikey: key }),
        ...(body !== undefined && !isForm && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: isForm || typeof body === "string" ? body : JSON.stringify(body) }),
      // Another address would get the key, and a POST that is redirected may arrive without its body.
      redirect: "manual",
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), signal]),
    });
    return { status: response.status, text: await response.text() };
  }

  #knownTo({ on, instanceName }: ContractCase): Known {
    const { prefix, instanceNames, ownNumber, nobody, number } = this.#options;
    return {
      prefix,
      instanceName: instanceName ?? instanceNames[on] ?? "none",
      ownNumber,
      number: on === "paired" && number !== undefined ? number : nobody,
      kept: (path) => this.kept(path),
    };
  }

  #key({ key = "global", on }: ContractCase): string | undefined {
    if (key === "global") return this.#options.apiKey;
    if (key === "wrong") return `${this.#options.prefix}-wrong-key`;
    return key === "instance" ? String(this.kept(`${on}.hash`)) : undefined;
  }

  #redacted(text: string): string {
    const tokens = ["EVOLUTION", "WHATSAPP-BAILEYS"].map((on) => this.kept(`${on}.hash`));
    const secrets = [this.#options.apiKey, ...tokens.filter((token) => typeof token === "string")];
    const shown = redactUrls(redactText(text, secrets));
    return shown.length > 300 ? `${shown.slice(0, 300)}…` : shown;
  }
}

/** An answer fits when it fits one of those expected; else those with its status say what is wrong. */
export function problemOf(status: number, body: unknown, answers: readonly Answer[]): string | undefined {
  const problems = answers.filter((answer) => answer.status === status).map((answer) => mismatch(body, answer.body));
  if (problems.includes(undefined)) return undefined;
  if (problems.length > 0) return [...new Set(problems)].join(", or ");
  const expected = [...new Set(answers.map((answer) => answer.status))].join(" or ");
  return `expected ${expected}, got ${status}${said(body)}`;
}

/** The error text of an answer nobody expected. */
function said(body: unknown): string {
  const message = own(own(body, "response"), "message") ?? own(body, "message");
  if (message !== undefined) return `: ${JSON.stringify(message)}`;
  return typeof body === "string" ? `: ${body.slice(0, 80)}` : "";
}

/** Nothing is `undefined`; what is no JSON stays a text. */
function decode(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const causeOf = (error: unknown) => (error instanceof Error && error.cause ? error.cause : error);
