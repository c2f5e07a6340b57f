type Level = "debug" | "info" | "warn" | "error";
type Sink = { readonly [Name in Level]?: (message: string) => unknown };
type Facts = Readonly<Record<string, string | number | undefined>>;

/** Writes a line of plain words and facts: `failed name=ConnectionError instanceName=shop`. A logger that throws harms nobody. */
export function factLog(logger: Sink | undefined) {
  const write = (level: Level) => (message: string, facts: Facts) => {
    try {
      const written = logger?.[level]?.(lineOf(message, facts));
      // An asynchronous logger fits the type too; its rejection would otherwise end the process.
      if (written instanceof Promise) written.catch(() => {});
    } catch {}
  };
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

function lineOf(message: string, facts: Facts): string {
  const known = Object.entries(facts).filter((fact): fact is [string, string | number] => fact[1] !== undefined);
  return [message, ...known.map(([name, value]) => `${name}=${plain(String(value))}`)].join(" ");
}

/** Ids come from outside: one line stays one line, and short. */
function plain(text: string): string {
  return text.slice(0, 200).replace(/[^\x21-\x7e\u00a1-\uffff]/g, "?");
}
