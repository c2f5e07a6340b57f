/** What is used of a pool of pg. */
export interface PostgresPool {
  query(config: PostgresQuery): Promise<{ readonly rows: unknown[] }>;
}

export interface PostgresQuery {
  readonly text: string;
  readonly values?: unknown[];
  /** pg's own: a connection that does not answer for so long is thrown away. */
  readonly query_timeout: number;
}
