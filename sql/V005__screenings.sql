-- server.work.Screenings: matches whose filter scripts are still to be asked. A row lives as long as its match is `screening` at this
-- seq; one that was overtaken is removed by whoever claims it next. A claimed row has due_at = claimed_until.
CREATE TABLE screenings (
  tenant_id        uuid NOT NULL,
  match_id         uuid NOT NULL,
  seq              bigint NOT NULL,
  config_version   bigint NOT NULL,
  triggers         uuid[] NOT NULL,
  events           text[] NOT NULL,
  held             boolean[] NOT NULL,
  due_at           timestamptz NOT NULL DEFAULT ozm_now(),
  first_attempt_at timestamptz,
  attempt          integer NOT NULL DEFAULT 0,
  claimed_until    timestamptz,
  claimed_by       text,
  claim_epoch      bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, match_id),
  FOREIGN KEY (tenant_id, match_id) REFERENCES matches (tenant_id, id) ON DELETE CASCADE
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 200);
CREATE INDEX screenings_due ON screenings (tenant_id, due_at);
COMMENT ON COLUMN screenings.triggers IS 'with events and held, one by one: who hears what if the scripts keep the match, and whether not before it is confirmed';

GRANT SELECT, INSERT, UPDATE, DELETE ON screenings TO ozm_engine;
GRANT SELECT ON screenings TO ozm_tenant;
ALTER TABLE screenings ENABLE ROW LEVEL SECURITY;
ALTER TABLE screenings FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON screenings TO ozm_engine USING (true) WITH CHECK (true);
CREATE POLICY owner ON screenings TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY tenant ON screenings TO ozm_tenant
  USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
