import { cpSync } from "node:fs";
import { join } from "node:path";
import { exec, root } from "./exec.js";
import type { Context, Report } from "./step.js";

const example = "testing-your-bot";
/** What a conversation takes at most on a quiet machine, in ms. It is said, and no problem: a busy machine takes longer. */
const usualMs = 1_000;

interface TestReport {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly {
      readonly title: string;
      readonly status: string;
      readonly duration?: number;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Installs the tarball into a copy of the example, as its user would, and runs the example's own tests there. */
export async function checkExample(context: Context): Promise<Report> {
  const project = context.tempDir(example);
  cpSync(join(root, "examples", example), project, { recursive: true });
  const install = await exec("npm", ["install", "--prefer-offline", await context.tarball()], project);
  if (install.code !== 0) return { problems: [`npm install failed in examples/${example}:\n${install.output}`] };

  const { stdout, output } = await exec(
    join(project, "node_modules", ".bin", "vitest"),
    ["run", "--reporter=json"],
    project,
  );
  const report = readReport(stdout);
  const tests = report?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? [];
  if (tests.length === 0) return { problems: [`No test ran in examples/${example}:\n${output}`] };
  const failed = tests.filter(({ status }) => status !== "passed");
  const slowest = Math.max(...tests.map(({ duration = 0 }) => duration));
  return {
    problems: failed.map(({ title, failureMessages }) => `${title}: ${failureMessages.join("\n")}`),
    notes: [
      `${tests.length} conversations, the slowest took ${Math.round(slowest)} ms${slowest > usualMs ? `, more than ${usualMs}` : ""}`,
    ],
  };
}

/** vitest prints its report as the last line. */
function readReport(stdout: string): TestReport | undefined {
  const line = stdout.split("\n").findLast((each) => each.startsWith("{"));
  return line === undefined ? undefined : JSON.parse(line);
}
