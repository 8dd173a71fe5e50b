-- Times are milliseconds: created_at, updated_at, due_at since 1970; ttl, deadline, retention, lease lengths; leased_until on the machine's
-- monotonic clock, so that setting the machine's clock lapses no lease.
CREATE TABLE task (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  principal TEXT NOT NULL,
  tool TEXT NOT NULL,
  idempotency_key TEXT,
  status TEXT NOT NULL DEFAULT 'working',
  message TEXT,
  priority INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  -- 1: due and run by nobody
  ready INTEGER NOT NULL,
  ttl INTEGER NOT NULL,
  deadline INTEGER,
  retention INTEGER NOT NULL,
  -- as agreed on at first; ttl and deadline move when the task ends or is retried
  first_ttl INTEGER NOT NULL,
  first_deadline INTEGER,
  -- whoever leased it; stays while a lapsed lease is not claimed, to tell that a worker was lost
  worker TEXT,
  leased_until INTEGER,
  lease INTEGER,
  token INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  cancel_requested INTEGER NOT NULL DEFAULT 0
);

CREATE UNIQUE INDEX task_idempotency ON task (principal, tool, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX task_ready ON task (priority DESC, due_at, tool) WHERE ready = 1;
CREATE INDEX task_sleeping ON task (due_at) WHERE status = 'working' AND ready = 0 AND worker IS NULL;
CREATE INDEX task_leased ON task (leased_until) WHERE worker IS NOT NULL AND ready = 0;
CREATE INDEX task_waiting ON task (created_at + deadline) WHERE status = 'input_required' AND deadline IS NOT NULL;
CREATE INDEX task_cancelling ON task (worker) WHERE cancel_requested = 1;
CREATE INDEX task_expiry ON task (created_at + ttl);
CREATE INDEX task_status ON task (status, created_at, id);

-- Apart, because the rows above are rewritten often and these are not.
CREATE TABLE task_body (
  n INTEGER PRIMARY KEY REFERENCES task (n) ON DELETE CASCADE,
  payload BLOB NOT NULL,
  outcome BLOB
);

CREATE TABLE task_journal (
  n INTEGER NOT NULL REFERENCES task (n) ON DELETE CASCADE,
  entry_key TEXT NOT NULL,
  seq INTEGER NOT NULL,
  payload BLOB NOT NULL,
  PRIMARY KEY (n, entry_key)
) WITHOUT ROWID;

CREATE TABLE task_question (
  n INTEGER NOT NULL REFERENCES task (n) ON DELETE CASCADE,
  entry_key TEXT NOT NULL,
  seq INTEGER NOT NULL,
  payload BLOB NOT NULL,
  PRIMARY KEY (n, entry_key)
) WITHOUT ROWID;
