-- What becomes of a match: server.work.Matches. States: screening, detected, confirmed, suppressed, filtered, retracted.
ALTER TABLE matches
  ADD COLUMN block_time        bigint NOT NULL DEFAULT 0,
  ADD COLUMN confirm_level     text CHECK (confirm_level IN ('safe', 'finalized')),
  ADD COLUMN noise_order       bigint,
  ADD COLUMN suppressed_by     uuid,
  ADD COLUMN suppressed_before bigint NOT NULL DEFAULT 0 CHECK (suppressed_before >= 0),
  ADD CONSTRAINT matches_level CHECK (confirm_level IS NULL OR confirm_at IS NOT NULL);
COMMENT ON COLUMN matches.block_time IS 'seconds since 1970-01-01 UTC as the chain states them';
COMMENT ON COLUMN matches.confirm_at IS 'null: confirmed, or past the point where it would be; else the height that the log, or its FINAL entries of confirm_level, must reach';
COMMENT ON COLUMN matches.noise_order IS 'place among the matches of its monitor and network, for monitors with rules against noise: seq of the block * 2^20 + place in the block';
COMMENT ON COLUMN matches.suppressed_by IS 'the alert but for which this one would have been sent';
COMMENT ON COLUMN matches.suppressed_before IS 'alerts kept back between the one sent before and this one, which its message tells';

-- What still waits, by what it waits for. Few rows: those of the newest blocks.
CREATE INDEX matches_awaited ON matches (network_id, confirm_level, confirm_at) WHERE confirm_at IS NOT NULL;
-- Of monitors with rules against noise only: all, and those that were sent.
CREATE INDEX matches_noise ON matches (tenant_id, monitor_id, network_id, noise_order) WHERE noise_order IS NOT NULL;
CREATE INDEX matches_alerts ON matches (tenant_id, monitor_id, network_id, noise_order)
  WHERE noise_order IS NOT NULL AND state IN ('screening', 'detected', 'confirmed');
CREATE INDEX matches_suppressed ON matches (tenant_id, suppressed_by) WHERE suppressed_by IS NOT NULL;

-- server.notification.HeldDeliveries: waits for its match to be confirmed; no row in delivery_queue until then.
ALTER TABLE deliveries ADD COLUMN held boolean NOT NULL DEFAULT false;
