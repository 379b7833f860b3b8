-- server.definition.Tenants: the current state of each tenant; its history is in config_revision, kind 'tenant'. A tenant without a
-- revision is active, of normal priority and without limits.
ALTER TABLE tenants
  ADD COLUMN priority text NOT NULL DEFAULT 'normal' CHECK (priority IN ('critical', 'high', 'normal', 'low')),
  ADD COLUMN limits   jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN tenants.limits IS 'what is missing is unlimited';

-- What one tenant has, among the revisions of thousands.
CREATE INDEX config_revision_tenant ON config_revision (tenant_id, kind);
-- Whether any active monitor names a network.
CREATE INDEX monitors_networks ON monitors USING gin ((document -> 'networks')) WHERE active;

-- server.definition.NetworkClaims: networks belong to the platform; here stands which tenants' documents define one, and how. A network
-- lives as long as somebody claims it, and changes when all who claim it say the same.
CREATE TABLE network_claims (
  tenant_id  uuid NOT NULL REFERENCES tenants (id),
  network_id uuid NOT NULL,
  digest     text,
  source     text NOT NULL,
  PRIMARY KEY (tenant_id, network_id)
);
CREATE INDEX network_claims_network ON network_claims (network_id, digest);
COMMENT ON COLUMN network_claims.digest IS 'of the definition that the tenant wants, as config_revision.digest; null: it needs the network, as others define it';
COMMENT ON COLUMN network_claims.source IS 'the file that says so';
-- Until now networks came from the tree of the default tenant alone.
INSERT INTO network_claims (tenant_id, network_id, digest, source)
SELECT t.id, r.entity_id, r.digest, r.source
FROM config_revision r JOIN tenants t ON t.id = '00000000-0000-8000-8000-000000000001'
WHERE r.kind = 'network' AND r.to_version IS NULL AND r.source IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON network_claims TO ozm_engine;
GRANT SELECT ON network_claims TO ozm_tenant;
ALTER TABLE network_claims ENABLE ROW LEVEL SECURITY;
ALTER TABLE network_claims FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON network_claims TO ozm_engine USING (true) WITH CHECK (true);
CREATE POLICY owner ON network_claims TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY tenant ON network_claims TO ozm_tenant
  USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
