-- What workers on one machine tell each other and remember together. Times are milliseconds since 1970.

-- Numbers are never given twice: who listens goes on behind the last one it heard.
CREATE TABLE message (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  sender TEXT NOT NULL,
  channel TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  payload BLOB NOT NULL
);

CREATE INDEX message_sent ON message (sent_at);

-- A group of values or a log of entries. When its time is over it is as if it were not there.
CREATE TABLE memory (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  expires_at INTEGER NOT NULL
);

CREATE INDEX memory_expiry ON memory (expires_at);

CREATE TABLE memory_value (
  memory_id INTEGER NOT NULL REFERENCES memory (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  value BLOB NOT NULL,
  UNIQUE (memory_id, key)
);

CREATE TABLE memory_entry (
  memory_id INTEGER NOT NULL REFERENCES memory (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  entry BLOB NOT NULL,
  UNIQUE (memory_id, number)
);
