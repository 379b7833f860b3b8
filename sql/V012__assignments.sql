-- server.balance.Assignments: which worker evaluates a tenant, on all its networks; the lanes follow. worker null: the tenant fits
-- nowhere. home: whose it was on the ring when that was last looked at. priority: of the tenant, 1 to 4, when it was last looked at.
CREATE TABLE assignments (
  tenant_id   uuid PRIMARY KEY REFERENCES tenants (id),
  worker      text,
  home        text,
  priority    smallint NOT NULL,
  version     bigint NOT NULL,
  reason      text NOT NULL CHECK (reason IN ('initial', 'load_rebalance', 'worker_failure', 'manual', 'scaling', 'priority_change')),
  assigned_at timestamptz NOT NULL DEFAULT ozm_now()
);
COMMENT ON COLUMN assignments.version IS 'counts the workers that the tenant had, from 1';
CREATE INDEX assignments_worker ON assignments (worker);
GRANT SELECT, INSERT, UPDATE, DELETE ON assignments TO ozm_engine;
GRANT SELECT ON assignments TO ozm_tenant;
ALTER TABLE assignments ENABLE ROW LEVEL SECURITY;
ALTER TABLE assignments FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON assignments TO ozm_engine USING (true) WITH CHECK (true);
CREATE POLICY owner ON assignments TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY tenant ON assignments FOR SELECT TO ozm_tenant USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- server.balance.BalanceRequests: what operators want of the leader. done null: it has not looked yet; false: refused.
CREATE TABLE balance_requests (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind         text NOT NULL CHECK (kind IN ('rebalance', 'move')),
  tenant       uuid REFERENCES tenants (id),
  worker       text,
  requested_at timestamptz NOT NULL DEFAULT ozm_now(),
  done         boolean,
  detail       text,
  CHECK (kind <> 'move' OR (tenant IS NOT NULL AND worker IS NOT NULL))
);
CREATE INDEX balance_requests_open ON balance_requests (id) WHERE done IS NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON balance_requests TO ozm_engine;
