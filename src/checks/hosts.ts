/** The machine itself. `hostname` as a URL has it: lower case, IPv6 in brackets. */
export const isLocal = (hostname: string): boolean =>
  /^(localhost|.+\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$/.test(hostname);

/** Names that only a network of its own knows: `bot`, `bot.internal`, `host.docker.internal`. */
export const isInnerName = (hostname: string): boolean =>
  !/^[\d.]+$/.test(hostname) &&
  !hostname.startsWith("[") &&
  (!hostname.includes(".") || /\.(internal|local|lan|svc)$/.test(hostname));

/** An address that the internet does not reach. */
export const isPrivate = (hostname: string): boolean =>
  isLocal(hostname) ||
  isInnerName(hostname) ||
  /^(10|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(hostname) ||
  /^\[f[cde]/.test(hostname);
