CREATE TABLE task (
  id TEXT PRIMARY KEY,
  principal TEXT NOT NULL,
  tool TEXT NOT NULL,
  idempotency_key TEXT,
  payload BLOB NOT NULL,
  status TEXT NOT NULL DEFAULT 'working',
  message TEXT,
  outcome BLOB,
  priority INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  ttl INTEGER NOT NULL,
  deadline INTEGER,
  worker TEXT,
  leased_until INTEGER,
  token INTEGER NOT NULL DEFAULT 0,
  interrupted INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  cancel_requested INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE UNIQUE INDEX task_idempotency ON task (principal, tool, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX task_due ON task (priority DESC, due_at) WHERE status = 'working';
CREATE INDEX task_open ON task (status) WHERE status IN ('working', 'input_required');
CREATE INDEX task_cancelling ON task (worker) WHERE cancel_requested = 1;
CREATE INDEX task_expiry ON task (created_at + ttl);

CREATE TABLE task_journal (
  task_id TEXT NOT NULL REFERENCES task (id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  entry_key TEXT NOT NULL,
  payload BLOB NOT NULL,
  PRIMARY KEY (task_id, entry_key)
) WITHOUT ROWID;

CREATE TABLE task_question (
  task_id TEXT NOT NULL REFERENCES task (id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  entry_key TEXT NOT NULL,
  payload BLOB NOT NULL,
  PRIMARY KEY (task_id, entry_key)
) WITHOUT ROWID;
