/**
 * Beside the tables of a queue in the same file, whose `PRAGMA user_version` this leaves alone.
 *
 * `state_spaces.version` is the last version that was given to a record of the space: it outlives the records.
 */
export const tables = `
CREATE TABLE IF NOT EXISTS state_spaces (name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS state_records (
  id INTEGER PRIMARY KEY, space TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, version INTEGER NOT NULL,
  expiresAt INTEGER, removeAt INTEGER
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS state_records_key ON state_records (space, key);
CREATE INDEX IF NOT EXISTS state_records_end ON state_records (space, expiresAt, key) WHERE expiresAt IS NOT NULL;
CREATE INDEX IF NOT EXISTS state_records_removal ON state_records (removeAt) WHERE removeAt IS NOT NULL;
`;
