-- server.notification.ClaimSql: what is due, longest due first, straight from the index. Planned each time for its limit: a plan for any
-- limit, or one made while the queue was short, would read and sort all that is due.
CREATE FUNCTION ozm_due_deliveries(wanted smallint, at timestamptz, not_of_tenants uuid[], not_of_triggers uuid[], most integer)
RETURNS TABLE (tenant_id uuid, delivery_id uuid, trigger_id uuid, due_at timestamptz)
LANGUAGE plpgsql VOLATILE ROWS 500
SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
  RETURN QUERY
    SELECT q.tenant_id, q.delivery_id, q.trigger_id, q.due_at FROM delivery_queue q
    WHERE q.priority = wanted AND q.due_at <= at
      AND q.tenant_id <> ALL (not_of_tenants)
      AND (q.trigger_id IS NULL OR q.trigger_id <> ALL (not_of_triggers))
    ORDER BY q.due_at LIMIT most;
END $$;
GRANT EXECUTE ON FUNCTION ozm_due_deliveries(smallint, timestamptz, uuid[], uuid[], integer) TO ozm_engine;

ALTER TABLE delivery_queue SET (autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 200);
