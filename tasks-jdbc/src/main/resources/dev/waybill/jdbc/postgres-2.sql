-- What workers tell each other and remember together.

-- A message too large for a notification, which names it. Not kept through a crash of the server: that ends the connections of
-- all who could have been told of it.
CREATE UNLOGGED TABLE message (
  sender text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  payload bytea NOT NULL,
  sent_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (sender, number)
);

ALTER TABLE message ALTER payload SET STORAGE EXTERNAL;
CREATE INDEX message_sent ON message (sent_at);

-- A group of values or a log of entries. When its time is over it is as if it were not there.
CREATE TABLE memory (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE,
  expires_at timestamptz NOT NULL
) WITH (
  fillfactor = 80,
  autovacuum_vacuum_scale_factor = 0.05,
  autovacuum_vacuum_insert_scale_factor = 0.1
);

CREATE INDEX memory_expiry ON memory (expires_at);

-- Foreign keys, because a group may be removed while another worker writes to it: nothing of it must stay behind.
CREATE TABLE memory_value (
  memory_id bigint NOT NULL REFERENCES memory (id) ON DELETE CASCADE,
  digest bytea NOT NULL,            -- of the key, which may be longer than an index takes
  key text COLLATE "C" NOT NULL,
  value bytea NOT NULL,
  PRIMARY KEY (memory_id, digest)
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.1);

CREATE TABLE memory_entry (
  memory_id bigint NOT NULL REFERENCES memory (id) ON DELETE CASCADE,
  number bigint NOT NULL,
  entry bytea NOT NULL,
  PRIMARY KEY (memory_id, number)
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.1);
