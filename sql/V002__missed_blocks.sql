-- What becomes of blocks that were given up: server.watch.MissedBlocks. A range is split where its parts fare differently.
ALTER TABLE missed_blocks
  ADD COLUMN retries    integer NOT NULL DEFAULT 0,
  ADD COLUMN last_error text,
  ADD COLUMN noticed_at timestamptz NOT NULL DEFAULT ozm_now(),
  ADD CONSTRAINT missed_blocks_state CHECK (state IN ('pending', 'recovered', 'failed', 'expired'));
COMMENT ON COLUMN missed_blocks.retries IS 'how often the first block of a pending range was tried in vain';

-- A block entry with a reason was recovered: it stands below the tip and does not move it.
COMMENT ON COLUMN block_log.reason IS 'START: why the log starts here; BLOCK: why it is out of order; FINAL: the level';
