-- What lanes are for: server.work.Lanes. A MAIN or CATCH_UP lane follows the log for its tenants, a PARKED one keeps their place and is
-- walked by nobody. REPLAY and BACK_FILL lanes walk entries once more that are done, beside the lanes of their tenants.
ALTER TABLE lane
  ADD COLUMN kind           text NOT NULL DEFAULT 'MAIN' CHECK (kind IN ('MAIN', 'CATCH_UP', 'PARKED', 'REPLAY', 'BACK_FILL')),
  ADD COLUMN end_seq        bigint,
  ADD COLUMN config_version bigint,
  ADD CONSTRAINT lane_end CHECK (end_seq IS NULL OR end_seq >= seq);
COMMENT ON COLUMN lane.end_seq IS 'the last entry to be walked; null: as far as the log goes';
COMMENT ON COLUMN lane.config_version IS 'evaluates every entry with this version; null: each with its own';

-- A tenant has one lane of its own per network, and any number aside.
ALTER TABLE tenant_lane
  ADD COLUMN aside boolean NOT NULL DEFAULT false,
  DROP CONSTRAINT tenant_lane_pkey,
  ADD PRIMARY KEY (tenant_id, network_id, lane_id);
CREATE UNIQUE INDEX tenant_lane_own ON tenant_lane (tenant_id, network_id) WHERE NOT aside;

-- server.work.Replays: what was asked to be walked once more, how far it is and what it came to. While it runs, its lane has the same id.
CREATE TABLE replays (
  id            uuid PRIMARY KEY,
  network_id    uuid NOT NULL,
  first_height  bigint NOT NULL,
  last_height   bigint NOT NULL CHECK (last_height >= first_height),
  first_seq     bigint NOT NULL,
  last_seq      bigint NOT NULL,
  monitor_id    uuid,
  silent_before bigint NOT NULL,
  blocks        bigint NOT NULL,
  matches       bigint NOT NULL DEFAULT 0,
  deliveries    bigint NOT NULL DEFAULT 0,
  failures      bigint NOT NULL DEFAULT 0,
  requested_at  timestamptz NOT NULL DEFAULT ozm_now(),
  finished_at   timestamptz,
  outcome       text CHECK (outcome IN ('done', 'cancelled'))
) WITH (fillfactor = 50);
COMMENT ON COLUMN replays.monitor_id IS 'null: all monitors of the tenants';
COMMENT ON COLUMN replays.silent_before IS 'matches of blocks before this time, in seconds since 1970-01-01 UTC, are stored and not sent';
GRANT SELECT, INSERT, UPDATE, DELETE ON replays TO ozm_engine;

-- server.watch.MissedBlocks: somebody has asked for these blocks, so they are recovered whatever the network's settings say.
ALTER TABLE missed_blocks ADD COLUMN asked boolean NOT NULL DEFAULT false;
