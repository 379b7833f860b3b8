-- The whole durable shape of the house. Rules: docs/architecture.md; who owns which table: the class named above it.
-- Tables of tenants carry tenant_id first, in keys and indexes, and row-level security (at the end of this file).

-- Time inside SQL: one function, so that tests can move it. Nothing else in SQL reads a clock.
CREATE FUNCTION ozm_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS
$$ SELECT clock_timestamp() + coalesce(nullif(current_setting('ozm.clock_offset', true), '')::interval, interval '0') $$;

-- server.definition.Tenants
CREATE TABLE tenants (
  id         uuid PRIMARY KEY,
  slug       text NOT NULL UNIQUE,
  name       text NOT NULL,
  status     text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'trial', 'suspended', 'inactive')),
  created_at timestamptz NOT NULL DEFAULT ozm_now()
);

-- server.definition.ConfigurationLog: the configuration log (config_head, config_revision) and its current state per kind.
CREATE TABLE config_head (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  version  bigint NOT NULL
);
INSERT INTO config_head (version) VALUES (0);

-- Valid for entries of the block log with from_version <= config_version < to_version. tenant_id is null for what belongs to the platform.
CREATE TABLE config_revision (
  tenant_id    uuid REFERENCES tenants (id),
  kind         text NOT NULL CHECK (kind IN ('network', 'monitor', 'trigger', 'filter_script', 'tenant')),
  entity_id    uuid NOT NULL,
  revision     integer NOT NULL CHECK (revision > 0),
  slug         text NOT NULL,
  document     jsonb NOT NULL,
  digest       text NOT NULL DEFAULT '',
  source       text,
  from_version bigint NOT NULL,
  to_version   bigint CHECK (to_version > from_version),
  PRIMARY KEY (kind, entity_id, revision)
);
COMMENT ON COLUMN config_revision.digest IS 'SHA-256 of the canonical document: equal digests, equal documents';
COMMENT ON COLUMN config_revision.source IS 'file of a configuration tree; null: not from a tree, so no import ends it';
CREATE INDEX config_revision_from ON config_revision (from_version);
CREATE INDEX config_revision_to ON config_revision (to_version) WHERE to_version IS NOT NULL;
CREATE UNIQUE INDEX config_revision_open ON config_revision (kind, entity_id) WHERE to_version IS NULL;

CREATE TABLE networks (
  id        uuid PRIMARY KEY,
  tenant_id uuid REFERENCES tenants (id),
  slug      text NOT NULL,
  document  jsonb NOT NULL,
  active    boolean NOT NULL DEFAULT true,
  version   bigint NOT NULL
);
CREATE UNIQUE INDEX networks_slug ON networks (tenant_id, slug) NULLS NOT DISTINCT;

CREATE TABLE monitors (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id        uuid NOT NULL,
  slug      text NOT NULL,
  document  jsonb NOT NULL,
  active    boolean NOT NULL,
  version   bigint NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX monitors_slug ON monitors (tenant_id, slug);

CREATE TABLE triggers (LIKE monitors INCLUDING ALL);
ALTER TABLE triggers ADD FOREIGN KEY (tenant_id) REFERENCES tenants (id);
CREATE TABLE filter_scripts (LIKE monitors INCLUDING ALL);
ALTER TABLE filter_scripts ADD FOREIGN KEY (tenant_id) REFERENCES tenants (id);

-- server.definition.ConfigurationImport: which tree a tenant's configuration was last imported from.
CREATE TABLE config_import (
  tenant_id   uuid PRIMARY KEY REFERENCES tenants (id),
  fingerprint text NOT NULL,
  imported_by text NOT NULL,
  imported_at timestamptz NOT NULL DEFAULT ozm_now()
);

-- server.cluster.Leases. For a network the row also holds the tip of its block log; owner is null when released.
CREATE TABLE lease (
  name       text PRIMARY KEY,
  owner      text,
  epoch      bigint NOT NULL,
  renewals   bigint NOT NULL DEFAULT 0,
  tip_seq    bigint NOT NULL DEFAULT 0,
  tip_height bigint,
  tip_hash   text
) WITH (fillfactor = 50);

-- server.cluster.Workers
CREATE TABLE workers (
  id        text PRIMARY KEY,
  epoch     bigint NOT NULL,
  renewals  bigint NOT NULL DEFAULT 0,
  state     text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'draining', 'stopped')),
  roles     text NOT NULL,
  load      jsonb NOT NULL DEFAULT '{}'
) WITH (fillfactor = 50);

-- server.block.BlockLog. seq is dense per network; epoch is the lease epoch of the writer.
CREATE TABLE block_log (
  network_id     uuid NOT NULL,
  seq            bigint NOT NULL CHECK (seq > 0),
  kind           text NOT NULL CHECK (kind IN ('START', 'BLOCK', 'ORPHAN', 'FINAL')),
  height         bigint NOT NULL CHECK (height >= 0),
  hash           text,
  parent_hash    text,
  block_time     bigint,
  reason         text,
  config_version bigint NOT NULL,
  epoch          bigint NOT NULL,
  PRIMARY KEY (network_id, seq),
  CHECK (kind = 'START' OR hash IS NOT NULL)
);
COMMENT ON COLUMN block_log.block_time IS 'seconds since 1970-01-01 UTC as the chain states them';

CREATE TABLE missed_blocks (
  network_id   uuid NOT NULL,
  first_height bigint NOT NULL,
  last_height  bigint NOT NULL CHECK (last_height >= first_height),
  reason       text NOT NULL,
  state        text NOT NULL DEFAULT 'pending',
  PRIMARY KEY (network_id, first_height)
);

-- server.work.Lanes
CREATE TABLE lane (
  id         uuid PRIMARY KEY,
  network_id uuid NOT NULL,
  worker     text,
  seq        bigint NOT NULL CHECK (seq >= 0),
  epoch      bigint NOT NULL,
  version    bigint NOT NULL DEFAULT 1,
  reason     text NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX lane_worker ON lane (worker);

CREATE TABLE tenant_lane (
  tenant_id  uuid NOT NULL REFERENCES tenants (id),
  network_id uuid NOT NULL,
  lane_id    uuid NOT NULL REFERENCES lane (id),
  PRIMARY KEY (tenant_id, network_id)
);
CREATE INDEX tenant_lane_lane ON tenant_lane (lane_id);

-- server.work.Matches
CREATE TABLE matches (
  tenant_id      uuid NOT NULL,
  id             uuid NOT NULL,
  monitor_id     uuid NOT NULL,
  revision       integer NOT NULL,
  network_id     uuid NOT NULL,
  seq            bigint NOT NULL,
  height         bigint NOT NULL,
  block_hash     text NOT NULL,
  transaction_id text NOT NULL,
  state          text NOT NULL CHECK (state IN ('screening', 'detected', 'filtered', 'confirmed', 'retracted', 'suppressed')),
  confirm_at     bigint,
  payload        jsonb NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT ozm_now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX matches_block ON matches (tenant_id, network_id, height);

-- server.notification.Deliveries: one row per event of a match and trigger; lives as long as its match.
CREATE TABLE deliveries (
  tenant_id        uuid NOT NULL,
  id               uuid NOT NULL,
  match_id         uuid NOT NULL,
  trigger_id       uuid NOT NULL,
  event            text NOT NULL CHECK (event IN ('detected', 'confirmed', 'retracted', 'digest')),
  cause_seq        bigint NOT NULL,
  config_version   bigint NOT NULL,
  payload          jsonb,
  outcome          text CHECK (outcome IN ('delivered', 'dead', 'cancelled', 'superseded')),
  reason           text,
  created_at       timestamptz NOT NULL DEFAULT ozm_now(),
  first_attempt_at timestamptz,
  finished_at      timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, match_id) REFERENCES matches (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX deliveries_match ON deliveries (tenant_id, match_id);
CREATE INDEX deliveries_dead ON deliveries (tenant_id, trigger_id, finished_at) WHERE outcome = 'dead';
COMMENT ON COLUMN deliveries.payload IS 'null: the match''s payload; set when the match has moved on before this event was sent';

-- Unfinished deliveries only. claimed_until null = due (or held when due_at is infinity); attempt counts claims.
CREATE TABLE delivery_queue (
  tenant_id     uuid NOT NULL,
  delivery_id   uuid NOT NULL,
  due_at        timestamptz NOT NULL,
  attempt       integer NOT NULL DEFAULT 0,
  claimed_until timestamptz,
  claimed_by    text,
  claim_epoch   bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, delivery_id)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 200);
CREATE INDEX delivery_queue_due ON delivery_queue (due_at);

CREATE TABLE delivery_attempts (
  tenant_id   uuid NOT NULL,
  delivery_id uuid NOT NULL,
  attempt     integer NOT NULL,
  at          timestamptz NOT NULL,
  duration_ms integer NOT NULL,
  status      integer,
  outcome     text NOT NULL,
  detail      text
) PARTITION BY RANGE (at);
CREATE INDEX delivery_attempts_delivery ON delivery_attempts (tenant_id, delivery_id);

-- Makes the partition of a day (UTC) if it is absent. Called for today and the next days by whoever delivers.
CREATE FUNCTION ozm_ensure_attempts_partition(day date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  part text := 'delivery_attempts_' || to_char(day, 'YYYYMMDD');
BEGIN
  IF to_regclass(part) IS NULL THEN
    PERFORM pg_advisory_xact_lock(hashtext('ozm_delivery_attempts'));
    IF to_regclass(part) IS NULL THEN
      EXECUTE format('CREATE TABLE %I PARTITION OF delivery_attempts FOR VALUES FROM (%L) TO (%L)', part,
                     day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
    END IF;
  END IF;
END $$;

-- server.work.EvaluationErrors
CREATE TABLE evaluation_errors (
  tenant_id  uuid NOT NULL,
  monitor_id uuid NOT NULL,
  network_id uuid NOT NULL,
  seq        bigint NOT NULL,
  error      text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT ozm_now(),
  PRIMARY KEY (tenant_id, monitor_id, network_id, seq)
);

-- Row-level security. ozm_tenant sees the tenant named by SET LOCAL app.tenant_id; ozm_engine (watchers, workers, delivery) sees all.
-- The roles are server-wide and are made before this migration runs.
GRANT USAGE ON SCHEMA public TO ozm_tenant, ozm_engine;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ozm_engine;
GRANT SELECT, INSERT, UPDATE, DELETE ON monitors, triggers, filter_scripts TO ozm_tenant;
GRANT SELECT, INSERT, UPDATE ON networks, config_revision, config_import TO ozm_tenant;
GRANT SELECT, UPDATE ON config_head TO ozm_tenant;
GRANT SELECT ON tenants, matches, deliveries, delivery_queue, delivery_attempts, evaluation_errors, tenant_lane TO ozm_tenant;
GRANT EXECUTE ON FUNCTION ozm_now() TO ozm_tenant, ozm_engine;
GRANT EXECUTE ON FUNCTION ozm_ensure_attempts_partition(date) TO ozm_engine;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ozm_engine;

DO $$
DECLARE
  t text;
  own constant text := 'tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid';
BEGIN
  FOREACH t IN ARRAY ARRAY['monitors', 'triggers', 'filter_scripts', 'config_import', 'tenant_lane', 'matches', 'deliveries',
                           'delivery_queue', 'delivery_attempts', 'evaluation_errors', 'networks', 'config_revision', 'tenants'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY engine ON %I TO ozm_engine USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['monitors', 'triggers', 'filter_scripts', 'config_import', 'tenant_lane', 'matches', 'deliveries',
                           'delivery_queue', 'delivery_attempts', 'evaluation_errors'] LOOP
    EXECUTE format('CREATE POLICY tenant ON %I TO ozm_tenant USING (%s) WITH CHECK (%s)', t, own, own);
  END LOOP;
  -- Platform rows (tenant_id null) can be read by every tenant and written by none.
  FOREACH t IN ARRAY ARRAY['networks', 'config_revision'] LOOP
    EXECUTE format('CREATE POLICY tenant_read ON %I FOR SELECT TO ozm_tenant USING (tenant_id IS NULL OR %s)', t, own);
    EXECUTE format('CREATE POLICY tenant_insert ON %I FOR INSERT TO ozm_tenant WITH CHECK (%s)', t, own);
    EXECUTE format('CREATE POLICY tenant_update ON %I FOR UPDATE TO ozm_tenant USING (%s) WITH CHECK (%s)', t, own, own);
  END LOOP;
  EXECUTE 'CREATE POLICY tenant ON tenants FOR SELECT TO ozm_tenant USING (id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
END $$;
