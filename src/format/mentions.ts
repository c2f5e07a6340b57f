/** Writes people's numbers for their names: `@Ana` becomes `@5511999990001`. */
export function mentionWriter(people: Readonly<Record<string, string>> = {}): (text: string) => string {
  // Backwards, so that a name comes before a shorter one it begins with.
  const names = Object.keys(people).sort().reverse();
  if (names.length === 0) return (text) => text;
  const groups = names.map((name) => `(${name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")})`);
  const mention = new RegExp(`(?<![\\w.])@(?:${groups.join("|")})(?![\\p{L}\\d_])`, "giu");
  return (text) =>
    text.replace(mention, (whole, ...found: unknown[]) => {
      const digits = `${people[names[found.findIndex(Boolean)] as string]}`.replace(/[:@].*|\D/g, "");
      return digits ? `@${digits}` : whole;
    });
}
