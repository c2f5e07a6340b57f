import { endpoints } from "../../src/index.js";
import { contractCases } from "../../src/testing/contract/cases/index.js";
import { problemOf } from "../../src/testing/contract/walk.js";
import type { CaptureResult } from "./result.js";

interface RestCapture {
  readonly name: string;
  readonly request?: { readonly method: string; readonly path: string };
  readonly response?: { readonly status: number; readonly body: unknown };
}

/** Holds the live suite's expectations against the recordings that its cases name, one result a recording. */
export function checkContract(captures: readonly RestCapture[]): CaptureResult[] {
  const byName = new Map(captures.map((capture) => [capture.name, capture]));
  return contractCases.flatMap((each) =>
    (each.recorded ?? []).map((name): CaptureResult => {
      const title = `${each.endpoint} (${each.title}) as ${name}`;
      const { request, response } = byName.get(name) ?? {};
      if (!request || !response) return { group: "contract", name: title, problem: "there is no such recording" };
      if (request.method !== endpoints[each.endpoint].method) {
        return { group: "contract", name: title, problem: `is a recording of ${request.method} ${request.path}` };
      }
      const body = response.body === "" ? undefined : response.body;
      const problem = problemOf(response.status, body, each.answers);
      return { group: "contract", name: title, ...(problem !== undefined && { problem }) };
    }),
  );
}
