/** Where log lines go: the console, pino and most loggers fit. Lines carry ids, never what people wrote. */
export interface Logger {
  /** What is only wanted when looking for a fault. Left out: not written. */
  debug?(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
