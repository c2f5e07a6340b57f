import type { FakeGateway } from "../../src/testing/index.js";
import { type Difference, differences } from "./fake/compare.js";
import { lists, reasonFor } from "./fake/explained.js";
import { apiKey, mediaServer, prepare, recordedGateway } from "./fake/fixture.js";
import { aliases, type FormPart, givenFor, type Recorded, stateFor } from "./fake/given.js";
import type { CaptureResult } from "./result.js";

/** Ids of the recorded server, with those that the fake chose in their place. */
type Ids = Map<string, string>;

/** Where the recorded files lay. */
const mediaHost = "https://media.example.test";

/** Sends each recorded call to a fake gateway in the recorded server's state, and compares the shape of its answer. */
export async function replayOnFake(captures: readonly Partial<Recorded>[]): Promise<CaptureResult[]> {
  const recorded = captures.filter((each): each is Recorded => Boolean(each.request && each.response));
  const byName = new Map(recorded.map((each) => [each.name, each]));
  const media = await mediaServer();
  const results: CaptureResult[] = [];
  for (const capture of recorded) {
    await using gateway = await recordedGateway(stateFor(capture));
    results.push(...(await replay(gateway, capture, byName, media.url)));
  }
  media.close();
  return results;
}

async function replay(
  gateway: FakeGateway,
  capture: Recorded,
  byName: ReadonlyMap<string, Recorded>,
  mediaUrl: string,
): Promise<CaptureResult[]> {
  const ids: Ids = new Map([[mediaHost, mediaUrl]]);
  const common = { group: "fake" as const, name: capture.name };
  for (const name of givenFor(capture.name)) {
    const given = byName.get(name);
    if (!given) return [{ ...common, problem: `there is no recording ${name}, which must come before` }];
    const { status, body } = await send(gateway, given, ids);
    if (status !== given.response.status) {
      return [{ ...common, problem: `${name}, which must come before, answered ${status}: ${JSON.stringify(body)}` }];
    }
    learn(ids, given.response.body, body);
    for (const [id, from] of Object.entries(aliases)) if (from === name) ids.set(id, idOf(body));
  }
  prepare[capture.name]?.(gateway);
  const answer = await send(gateway, capture, ids);
  const found = problems(capture, answer);
  if (found.length === 0) return [common];
  const reasons = found.map(({ path }) => reasonFor(capture.name, path));
  const problem = found.map(({ path, text }) => `${path || "the body"}: ${text}`).join("; ");
  const isExplained = reasons.every((reason) => reason !== undefined);
  return [{ ...common, problem, ...(isExplained && { reason: [...new Set(reasons)].join("; ") }) }];
}

/** The id of a row or of a message. */
function idOf(body: unknown): string {
  const { id, key } = body as { readonly id?: string; readonly key?: { readonly id: string } };
  return key?.id ?? id ?? "";
}

function problems({ name, response }: Recorded, { status, body }: Answer): Difference[] {
  if (status !== response.status) {
    return [{ path: "status", text: `recorded ${response.status}, answered ${status}: ${JSON.stringify(body)}` }];
  }
  return differences(response.body, body, { texts: status >= 400, lengths: lists.test(name) });
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The recorded request as it was: path, key and body, with the fake's own ids. */
async function send(gateway: FakeGateway, { request }: Recorded, ids: Ids): Promise<Answer> {
  const { method, path, headers = {}, body } = request;
  const form = body?.multipart && formOf(body.multipart, ids);
  const isText = typeof body === "string";
  const response = await fetch(gateway.url + replaced(path, ids), {
    method,
    headers: {
      ...(headers.apikey !== undefined && { apikey: headers.apikey === apiKey ? gateway.apiKey : headers.apikey }),
      ...(!form && body !== null && { "content-type": "application/json" }),
    },
    ...(body !== null && { body: form ?? (isText ? body : replaced(JSON.stringify(body), ids)) }),
  });
  const text = (await response.text()).replaceAll(ids.get(mediaHost) ?? "", mediaHost);
  const isJson = response.headers.get("content-type")?.includes("json") === true && text !== "";
  const isNumber = /^\d+$/.test(text);
  return { status: response.status, body: isJson || isNumber ? JSON.parse(text) : text };
}

function formOf(parts: readonly FormPart[], ids: Ids): FormData {
  const form = new FormData();
  for (const { name, value, filename, contentType = "", bytes = 0 } of parts) {
    if (value !== undefined) form.append(name, replaced(value, ids));
    else form.append(name, new File([Buffer.alloc(bytes, 1)], filename ?? "file", { type: contentType }));
  }
  return form;
}

function replaced(text: string, ids: Ids): string {
  let result = text;
  for (const [recorded, own] of ids) result = result.replaceAll(recorded, own);
  return result;
}

/** Every text that both answers have at the same place, and that differs, is an id to be replaced later. */
function learn(ids: Ids, recorded: unknown, answered: unknown): void {
  if (typeof recorded === "string" && typeof answered === "string") {
    if (recorded !== answered && /^[\w@.-]{15,40}$/.test(recorded)) ids.set(recorded, answered);
    return;
  }
  if (typeof recorded !== "object" || typeof answered !== "object" || !recorded || !answered) return;
  for (const [key, value] of Object.entries(recorded)) learn(ids, value, (answered as Record<string, unknown>)[key]);
}
