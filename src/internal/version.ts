/** `2.4.0-rc2` as `[2, 4, 0]`: a release candidate already has what its version brings. */
function partsOf(version: string): readonly [number, number, number] | undefined {
  const match = /^v?(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?/.exec(version);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined;
}

/** Whether a gateway is at least of a version. One that does not say which it is counts as older. */
export function isAtLeast(version: unknown, wanted: string): boolean {
  const have = typeof version === "string" ? partsOf(version) : undefined;
  const need = partsOf(wanted);
  if (!have || !need) return false;
  const at = have.findIndex((part, i) => part !== need[i]);
  return at === -1 || (have[at] ?? 0) > (need[at] ?? 0);
}
