-- Runs in the store's schema, in one transaction with the record of its number.

CREATE TABLE task (
  id text COLLATE "C" PRIMARY KEY,
  principal text NOT NULL,
  tool text COLLATE "C" NOT NULL,
  idempotency bytea,                -- digest of principal, tool and key; null once it stands in no more
  status text COLLATE "C" NOT NULL,
  message text,
  priority integer NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  ready boolean NOT NULL,           -- to be claimed now
  cancel_requested boolean NOT NULL DEFAULT false,
  worker text COLLATE "C",          -- holds the lease, or held the one that lapsed
  token bigint NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  wake_at timestamptz,              -- when it may be claimed: its time, the end of its lease, its deadline
  expires_at timestamptz NOT NULL,
  deadline_at timestamptz,
  ttl bigint NOT NULL,              -- these three as agreed, in microseconds
  retention bigint NOT NULL,
  deadline bigint,
  payload bytea NOT NULL,
  outcome bytea
) WITH (
  fillfactor = 80,
  autovacuum_vacuum_scale_factor = 0.05,
  autovacuum_vacuum_insert_scale_factor = 0.1,
  autovacuum_analyze_scale_factor = 0.1
);

-- What is claimed next, over all tools and for one; then what is claimed later.
CREATE INDEX task_ready ON task (priority DESC, wake_at) WHERE ready;
CREATE INDEX task_ready_tool ON task (tool, priority DESC, wake_at) WHERE ready;
CREATE INDEX task_wake ON task (wake_at) WHERE NOT ready AND wake_at IS NOT NULL;
CREATE INDEX task_cancelling ON task (worker) WHERE cancel_requested AND worker IS NOT NULL;
CREATE UNIQUE INDEX task_idempotency ON task (idempotency) WHERE idempotency IS NOT NULL;
CREATE INDEX task_expiry ON task (expires_at);
CREATE INDEX task_list ON task (status, created_at, id);

-- No foreign keys: whoever writes here holds the lock of the task's row, and whoever removes a task removes these.
CREATE TABLE task_journal (
  task_id text COLLATE "C" NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  entry_key text COLLATE "C" NOT NULL,
  payload bytea NOT NULL,
  PRIMARY KEY (task_id, entry_key)
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.1);

CREATE TABLE task_question (
  task_id text COLLATE "C" NOT NULL,
  seq integer NOT NULL,
  entry_key text COLLATE "C" NOT NULL,
  payload bytea NOT NULL,
  PRIMARY KEY (task_id, entry_key)
) WITH (autovacuum_vacuum_scale_factor = 0.05);
