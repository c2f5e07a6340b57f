/**
 * What the package may depend on at runtime. Another one needs a decision record in `docs/decisions/`.
 */
export const dependencies = [
  "bottleneck",
  "file-type",
  "jose",
  "keyv",
  "mitt",
  "p-retry",
  "rate-limiter-flexible",
  "undici",
  "uqr",
  "zod",
] as const;

/** What the sources import although users do not install it: the build takes what they use of it into `dist`. */
export const bundled = ["marked"] as const;
