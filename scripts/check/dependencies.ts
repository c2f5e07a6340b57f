/**
 * What the package may depend on at runtime. Another one needs a decision record in `docs/decisions/`.
 */
export const dependencies = [
  "bottleneck",
  "file-type",
  "jose",
  "keyv",
  "marked",
  "mitt",
  "p-retry",
  "rate-limiter-flexible",
  "undici",
  "uqr",
  "zod",
] as const;
