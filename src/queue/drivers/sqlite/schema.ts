/** What `PRAGMA user_version` says of a file with these tables. */
export const schemaVersion = 1;

/**
 * Counts are columns, kept in the transaction that changes them, so that nothing ever counts rows; what is looked for has an
 * index, so that a million jobs that wait cost the next one nothing.
 *
 * `queue_lanes.ready`: 0 not due, 1 due, 2 due and set aside because it is paused. `nextAt` is when a lane is due: its lease
 * over, its retry's time, or quiet for long enough. `turn` orders the lanes that are due. `leasedAt + leaseMs` is the lease's end.
 *
 * `queue_queues.keepMs` and `keepCount` say how long completed jobs are kept: as who completed the last one wants it.
 *
 * `queue_jobs.state` is the place in `jobStates`; `pos` orders the jobs of a state (of delayed ones: when they are due);
 * `at` is since when it waits, when it is due, or when it was finished. Ids of jobs that are gone are in `queue_keys`.
 */
export const tables = `
CREATE TABLE IF NOT EXISTS queue_queues (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, seq INTEGER NOT NULL DEFAULT 0, token INTEGER NOT NULL DEFAULT 0,
  waiting INTEGER NOT NULL DEFAULT 0, delayed INTEGER NOT NULL DEFAULT 0, retrying INTEGER NOT NULL DEFAULT 0,
  active INTEGER NOT NULL DEFAULT 0, completed INTEGER NOT NULL DEFAULT 0, dead INTEGER NOT NULL DEFAULT 0,
  keepMs INTEGER NOT NULL DEFAULT 0, keepCount INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE IF NOT EXISTS queue_lanes (
  id INTEGER PRIMARY KEY, queue INTEGER NOT NULL, name TEXT NOT NULL,
  waiting INTEGER NOT NULL DEFAULT 0, delayed INTEGER NOT NULL DEFAULT 0, retrying INTEGER NOT NULL DEFAULT 0,
  active INTEGER NOT NULL DEFAULT 0, completed INTEGER NOT NULL DEFAULT 0, dead INTEGER NOT NULL DEFAULT 0,
  priority REAL NOT NULL DEFAULT 0, turn INTEGER NOT NULL DEFAULT 0, ready INTEGER NOT NULL DEFAULT 0, nextAt INTEGER,
  lastAt INTEGER NOT NULL DEFAULT 0, retryAt INTEGER, token INTEGER, leasedAt INTEGER, leaseMs INTEGER
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS queue_lanes_name ON queue_lanes (queue, name);
CREATE INDEX IF NOT EXISTS queue_lanes_ready ON queue_lanes (queue, ready, priority, turn);
CREATE INDEX IF NOT EXISTS queue_lanes_next ON queue_lanes (queue, nextAt, turn) WHERE ready = 0 AND nextAt IS NOT NULL;
CREATE INDEX IF NOT EXISTS queue_lanes_leased ON queue_lanes (queue, leasedAt) WHERE leasedAt IS NOT NULL;
CREATE INDEX IF NOT EXISTS queue_lanes_busy ON queue_lanes (queue, name) WHERE waiting + delayed + retrying + active > 0;

CREATE TABLE IF NOT EXISTS queue_jobs (
  seq INTEGER PRIMARY KEY, queue INTEGER NOT NULL, id TEXT NOT NULL, lane INTEGER NOT NULL,
  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 5), pos INTEGER NOT NULL, at INTEGER NOT NULL, priority REAL NOT NULL,
  addedAt INTEGER NOT NULL, knownUntil INTEGER NOT NULL, failures INTEGER NOT NULL DEFAULT 0, stalls INTEGER NOT NULL DEFAULT 0,
  revivals INTEGER NOT NULL DEFAULT 0, data TEXT NOT NULL, errors TEXT, progress TEXT, result TEXT
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS queue_jobs_id ON queue_jobs (queue, id);
CREATE INDEX IF NOT EXISTS queue_jobs_state ON queue_jobs (queue, state, pos);
CREATE INDEX IF NOT EXISTS queue_jobs_lane ON queue_jobs (lane, state, pos);

CREATE TABLE IF NOT EXISTS queue_keys (queue INTEGER NOT NULL, id TEXT NOT NULL, expiresAt INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS queue_keys_id ON queue_keys (queue, id);
CREATE INDEX IF NOT EXISTS queue_keys_expiry ON queue_keys (expiresAt);

CREATE TABLE IF NOT EXISTS queue_pauses (
  queue INTEGER NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, until INTEGER, PRIMARY KEY (queue, kind, value)
) STRICT, WITHOUT ROWID;
`;
