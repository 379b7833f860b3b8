-- Several nodes may make the partition of a day at once. to_regclass goes on saying what it has said before the lock: what others have made
-- meanwhile is found by a query only. (Replaces that of V001.)
CREATE OR REPLACE FUNCTION ozm_ensure_attempts_partition(day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  part text := 'delivery_attempts_' || to_char(day, 'YYYYMMDD');
BEGIN
  IF to_regclass(part) IS NULL THEN
    PERFORM pg_advisory_xact_lock(hashtext('ozm_delivery_attempts'));
    IF NOT EXISTS (SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                   WHERE i.inhparent = 'delivery_attempts'::regclass AND c.relname = part) THEN
      EXECUTE format('CREATE TABLE %I PARTITION OF delivery_attempts FOR VALUES FROM (%L) TO (%L)', part,
                     day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
    END IF;
  END IF;
END $$;
