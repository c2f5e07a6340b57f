import type { FakeGateway } from "../../src/testing/index.js";

type Body = Readonly<Record<string, unknown>> | FormData;

/** Calls a fake gateway as any HTTP client would: status and parsed body. */
export async function rawCall({ url, apiKey }: FakeGateway, method: string, path: string, body?: Body) {
  const isForm = body instanceof FormData;
  const response = await fetch(url + path, {
    method,
    headers: { apikey: apiKey, ...(body && !isForm && { "content-type": "application/json" }) },
    ...(body && { body: isForm ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true && text !== "";
  return { status: response.status, body: isJson ? JSON.parse(text) : text };
}
