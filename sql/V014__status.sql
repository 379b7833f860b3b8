-- What people see of leases and workers (server.status). Nothing decides by these columns.
ALTER TABLE lease
  ADD COLUMN renewed_at  timestamptz,
  ADD COLUMN head_height bigint;
ALTER TABLE workers ADD COLUMN renewed_at timestamptz;
COMMENT ON COLUMN lease.renewed_at IS 'last sign of life of the owner; for people, who cannot watch renewals rise';
COMMENT ON COLUMN lease.head_height IS 'height up to which blocks of the network count, as its owner last saw it';
COMMENT ON COLUMN workers.renewed_at IS 'last sign of life; for people';

-- server.status.NodeReports: what each node of any role says about itself, every worker.health_check_interval. For people.
CREATE TABLE node_reports (
  id          text PRIMARY KEY,
  roles       text NOT NULL,
  version     text NOT NULL,
  every       interval NOT NULL,
  reported_at timestamptz NOT NULL DEFAULT ozm_now(),
  started_at  timestamptz NOT NULL DEFAULT ozm_now(),
  healthy     boolean NOT NULL,
  missing     jsonb NOT NULL,
  numbers     jsonb NOT NULL
) WITH (fillfactor = 50);
COMMENT ON COLUMN node_reports.missing IS 'what /ready of the node names';
COMMENT ON COLUMN node_reports.numbers IS 'processor, memory, calls, look-ups, matches and errors, as /api/v1/workers shows them';
GRANT SELECT, INSERT, UPDATE, DELETE ON node_reports TO ozm_engine;
