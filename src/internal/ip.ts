/** An address as 128 bits; IPv4 is its mapped form, `::ffff:a.b.c.d`, so that both spellings are one. */
export type Ip = bigint;

export interface Network {
  readonly address: Ip;
  readonly prefix: number;
}

const mapped = 0xffff_0000_0000n;

/** `undefined` for what is no address. Takes a zone (`fe80::1%eth0`) and leaves it out. */
export function parseIp(text: string): Ip | undefined {
  if (!text.includes(":")) {
    const bits = parseIpv4(text);
    return bits === undefined ? undefined : mapped | bits;
  }
  return parseIpv6(text.replace(/%[^%]+$/, ""));
}

/** An address, or one with a prefix: `10.0.0.0/8`. */
export function parseNetwork(text: string): Network | undefined {
  const [, host = "", length] = /^([^/]*)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? [];
  const address = parseIp(host);
  if (address === undefined) return undefined;
  const offset = host.includes(":") ? 0 : 96;
  const prefix = length === undefined ? 128 : offset + Number(length);
  return prefix > 128 ? undefined : { address, prefix };
}

export function isWithin(ip: Ip, { address, prefix }: Network): boolean {
  return (ip ^ address) >> BigInt(128 - prefix) === 0n;
}

/** Four decimal numbers; a leading zero is refused, because some read it as octal. */
function parseIpv4(text: string): Ip | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) {
    return undefined;
  }
  return parts.reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
}

function parseIpv6(text: string): Ip | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, i) => groupsOf(half, i === halves.length - 1));
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...new Array<bigint>(missing).fill(0n), ...(tail ?? [])];
  return groups.reduce((bits, group) => (bits << 16n) | group, 0n);
}

/** The groups on one side of `::`; the last may be an IPv4 address, which counts for two. */
function groupsOf(text: string, isLast: boolean): bigint[] | undefined {
  if (text === "") return [];
  const groups: bigint[] = [];
  const parts = text.split(":");
  for (const [i, part] of parts.entries()) {
    if (/^[\da-f]{1,4}$/i.test(part)) {
      groups.push(BigInt(`0x${part}`));
    } else {
      const bits = isLast && i === parts.length - 1 ? parseIpv4(part) : undefined;
      if (bits === undefined) return undefined;
      groups.push(bits >> 16n, bits & 0xffffn);
    }
  }
  return groups;
}
