interface Connection {
  readonly remoteAddress?: unknown;
  readonly remoteAddr?: { readonly hostname?: unknown } | null;
  requestIP?(request: Request): { readonly address: unknown } | null;
}

/** A `Request` does not say. Ours is `{ remoteAddress }`; Bun hands its server on, Deno `{ remoteAddr }`. */
export function remoteAddressOf(request: Request, connection: unknown): string | undefined {
  const known = connection as Connection | null | undefined;
  const address =
    typeof known?.requestIP === "function"
      ? known.requestIP(request)?.address
      : (known?.remoteAddress ?? known?.remoteAddr?.hostname);
  return typeof address === "string" ? address : undefined;
}
