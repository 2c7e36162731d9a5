/**
 * The index lives in a SQLite file of its own: text compares there by its UTF-8 bytes, which is the order S3 lists
 * keys in, and a listing is a range scan however many keys there are. `synchronous = FULL`, because a write that was
 * answered must outlive the machine.
 */
export const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA busy_timeout = 2000;
  CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS bucket (name TEXT PRIMARY KEY, created INTEGER, configuration TEXT) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS object (
    bucket TEXT, key TEXT, sequencer TEXT, versionId TEXT, isLatest INTEGER, isDeleteMarker INTEGER,
    size INTEGER, etag TEXT, modified INTEGER, blob TEXT, detail TEXT,
    PRIMARY KEY (bucket, key, sequencer DESC)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX IF NOT EXISTS current ON object (bucket, key) WHERE isLatest = 1;
  CREATE INDEX IF NOT EXISTS content ON object (blob);
  CREATE TABLE IF NOT EXISTS upload (
    id TEXT PRIMARY KEY, bucket TEXT, key TEXT, initiated INTEGER, detail TEXT, algorithm TEXT
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS uploadOfKey ON upload (bucket, key);
  CREATE TABLE IF NOT EXISTS part (
    upload TEXT, number INTEGER, size INTEGER, etag TEXT, modified INTEGER, blob TEXT, checksums TEXT,
    PRIMARY KEY (upload, number)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS partContent ON part (blob);
`
