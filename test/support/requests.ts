import type { AuthRequest } from "../../src/webhooks/index.js";

/** A request as an auth sees it; its body may not be read unless one is given. */
export const requestWith = (headers: AuthRequest["headers"] = {}, more: Partial<AuthRequest> = {}): AuthRequest => ({
  headers,
  body: () => {
    throw new Error("the body was read");
  },
  ...more,
});
