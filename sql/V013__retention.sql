-- Retention (server.retention), and which nodes may run on which schema (server.postgres.SchemaGuard).

-- Who cleaned up last: server.retention.SweepTurns.
CREATE TABLE retention_turn (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  node     text,
  begun_at timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO retention_turn DEFAULT VALUES;

-- Matches go by age: server.work.OldMatches.
CREATE INDEX matches_created ON matches (created_at);

-- server.definition.OldRevisions: what ended with this version or before it may be gone.
ALTER TABLE config_head ADD COLUMN pruned_to bigint NOT NULL DEFAULT 0;

-- Drops the oldest day of the history before a day (UTC); false when there is none. Waits for nobody: whoever reads or writes the
-- history goes first, and the next turn tries again.
CREATE FUNCTION ozm_drop_attempts_before(day date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET lock_timeout = '200ms' AS $$
DECLARE
  part text;
BEGIN
  SELECT c.relname INTO part FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  WHERE i.inhparent = 'delivery_attempts'::regclass AND c.relname ~ '^delivery_attempts_[0-9]{8}$'
    AND c.relname < 'delivery_attempts_' || to_char(day, 'YYYYMMDD')
  ORDER BY c.relname LIMIT 1;
  IF part IS NULL THEN
    RETURN false;
  END IF;
  EXECUTE format('DROP TABLE %I', part);
  RETURN true;
END $$;
GRANT EXECUTE ON FUNCTION ozm_drop_attempts_before(date) TO ozm_engine;

-- The oldest schema that a node may have been built for. A migration that such a node would trip over raises it (docs/decisions/0036).
CREATE TABLE schema_floor (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  version  integer NOT NULL
);
INSERT INTO schema_floor (version) VALUES (13);
GRANT SELECT ON schema_floor TO ozm_tenant;
