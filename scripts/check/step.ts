/** One named check. A step reports what is wrong instead of throwing; a throw is a bug in the step itself. */
export interface Step {
  readonly name: string;
  /** What holds when the step passes, for `--list`. */
  readonly proves: string;
  /** What to do when it fails. */
  readonly fix: string;
  /** Whether it reads `dist/`. @default false */
  readonly needsBuild?: boolean;
  run(context: Context): Promise<Report>;
}

export interface Report {
  /** What is wrong, one entry each; none means the step passed. */
  readonly problems: readonly string[];
  /** Figures and warnings, printed even when the step passed. */
  readonly notes?: readonly string[];
  /** What to do next. @default the step's `fix` */
  readonly fix?: string;
}

/** What the steps of one run share. */
export interface Context {
  /** Packs the package once and answers the tarball's path. */
  tarball(): Promise<string>;
  /** A new empty folder outside the repository, removed when the process ends. */
  tempDir(name: string): string;
  /** Write the export lists instead of comparing them. */
  readonly updateExports: boolean;
}
