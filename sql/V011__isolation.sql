-- server.work.QuotaRows: for tenants with a quota of matches, what of one block was sent one by one and what was folded into a digest.
-- Rows stay as they are when their block is orphaned, so that evaluating an entry again decides the same; they can go with the entries of
-- the block log.
CREATE TABLE quota_use (
  tenant_id   uuid NOT NULL,
  network_id  uuid NOT NULL,
  seq         bigint NOT NULL,
  minute      bigint NOT NULL,
  height      bigint NOT NULL,
  block_hash  text NOT NULL,
  sent        integer NOT NULL CHECK (sent >= 0),
  folded      integer NOT NULL CHECK (folded >= 0),
  orphaned_at bigint,
  told_at     bigint,
  PRIMARY KEY (tenant_id, network_id, seq)
);
COMMENT ON COLUMN quota_use.minute IS 'minutes since 1970-01-01 UTC by the block''s own time';
COMMENT ON COLUMN quota_use.orphaned_at IS 'seq of the ORPHAN entry of the block';
COMMENT ON COLUMN quota_use.told_at IS 'seq of the entry whose digest told of this row as it was then';
CREATE INDEX quota_use_minute ON quota_use (tenant_id, network_id, minute, seq);
CREATE INDEX quota_use_block ON quota_use (network_id, height);
-- What no digest has told of yet: what stands and was never told, and what was orphaned after it was told.
CREATE INDEX quota_use_untold ON quota_use (network_id, tenant_id, minute)
  WHERE folded > 0 AND (told_at IS NULL AND orphaned_at IS NULL OR told_at < orphaned_at);

-- server.work.QuotaRows: of the folded matches of one block, those that one trigger would have heard of.
CREATE TABLE quota_folds (
  tenant_id  uuid NOT NULL,
  network_id uuid NOT NULL,
  seq        bigint NOT NULL,
  trigger_id uuid NOT NULL,
  match_id   uuid NOT NULL,
  matches    integer NOT NULL CHECK (matches > 0),
  PRIMARY KEY (tenant_id, network_id, seq, trigger_id),
  FOREIGN KEY (tenant_id, network_id, seq) REFERENCES quota_use ON DELETE CASCADE
);
COMMENT ON COLUMN quota_folds.match_id IS 'the first of them';

-- server.breaker.BreakerRows: the circuit breakers of tenants that were ever open.
CREATE TABLE tenant_breakers (
  tenant_id  uuid NOT NULL,
  network_id uuid,
  state      text NOT NULL CHECK (state IN ('closed', 'open', 'half_open')),
  openings   bigint NOT NULL DEFAULT 0,
  reason     text NOT NULL,
  node       text NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT ozm_now(),
  UNIQUE NULLS NOT DISTINCT (tenant_id, network_id)
);
COMMENT ON COLUMN tenant_breakers.network_id IS 'null: the breaker of the tenant''s filter scripts';
COMMENT ON COLUMN tenant_breakers.reason IS 'the failure that opened it last';

DO $$
DECLARE
  t text;
  own constant text := 'tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid';
BEGIN
  FOREACH t IN ARRAY ARRAY['quota_use', 'quota_folds', 'tenant_breakers'] LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO ozm_engine', t);
    EXECUTE format('GRANT SELECT ON %I TO ozm_tenant', t);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY engine ON %I TO ozm_engine USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO ozm_tenant USING (%s)', t, own);
  END LOOP;
END $$;
