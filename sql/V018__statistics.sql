-- server.notification.QueueUpkeep: tells the planner of tables that have grown fourfold since it last looked. A statement whose plan was
-- made while its tables were empty reads all of a queue that has filled since, until autovacuum comes by, which under load may take
-- minutes. Tables of 1 GB and more are left to autovacuum: reading samples of them takes too long here.
CREATE FUNCTION ozm_refresh_statistics() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  grown regclass;
  refreshed integer := 0;
BEGIN
  FOR grown IN
    SELECT c.oid FROM pg_class c, LATERAL (SELECT pg_relation_size(c.oid) / 8192 AS pages) AS now
    WHERE c.relkind = 'r' AND c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'deliveries'::regclass)
      AND now.pages BETWEEN 4 * greatest(c.relpages, 25) AND 131072
  LOOP
    EXECUTE format('ANALYZE (SKIP_LOCKED) %s', grown);
    refreshed := refreshed + 1;
  END LOOP;
  RETURN refreshed;
END $$;
REVOKE EXECUTE ON FUNCTION ozm_refresh_statistics() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ozm_refresh_statistics() TO ozm_engine;

-- Of V013: not for everybody.
REVOKE EXECUTE ON FUNCTION ozm_drop_attempts_before(date) FROM PUBLIC;

-- Matches and deliveries come in masses, stay as they are and go by age. A vacuum of what was only inserted reads all of it for nothing;
-- what retention deletes is vacuumed as ever.
ALTER TABLE matches SET (autovacuum_vacuum_insert_threshold = -1);
ALTER TABLE deliveries SET (autovacuum_vacuum_insert_threshold = -1);
