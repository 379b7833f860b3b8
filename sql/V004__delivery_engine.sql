-- What the delivery engine knows beyond V001: server.notification.Deliveries.

-- Fresh deliveries go before replays (priority). Deliveries of a trigger that wants them in order share an order_key per network; only the
-- first of a key in order_seq is ever due, the others wait with due_at = infinity.
CREATE SEQUENCE delivery_order;
GRANT USAGE ON SEQUENCE delivery_order TO ozm_engine;
ALTER TABLE delivery_queue
  ADD COLUMN trigger_id uuid,
  ADD COLUMN priority   smallint NOT NULL DEFAULT 0 CHECK (priority IN (0, 1)),
  ADD COLUMN order_key  uuid,
  ADD COLUMN order_seq  bigint NOT NULL DEFAULT nextval('delivery_order');
UPDATE delivery_queue q SET trigger_id = d.trigger_id
FROM deliveries d WHERE d.tenant_id = q.tenant_id AND d.id = q.delivery_id;
COMMENT ON COLUMN delivery_queue.priority IS '0 fresh, 1 replayed dead letter';
COMMENT ON COLUMN delivery_queue.order_key IS 'null: in no order';
DROP INDEX delivery_queue_due;
CREATE INDEX delivery_queue_due ON delivery_queue (priority, due_at);
CREATE INDEX delivery_queue_order ON delivery_queue (tenant_id, order_key, order_seq) WHERE order_key IS NOT NULL;

ALTER TABLE deliveries ADD COLUMN replayed_at timestamptz;
COMMENT ON COLUMN deliveries.replayed_at IS 'when it was last brought back as a dead letter; its horizon begins anew there';

-- What the receiver said, as far as it is kept: storable text without secrets, 1 KiB.
ALTER TABLE delivery_attempts
  ADD COLUMN excerpt     text,
  ADD COLUMN claim_epoch bigint;

-- Revisions of triggers whose receiver said that it is gone for good (410). A later revision, or a replay, makes an end of it.
CREATE TABLE disabled_endpoints (
  tenant_id   uuid NOT NULL,
  trigger_id  uuid NOT NULL,
  revision    integer NOT NULL,
  reason      text NOT NULL,
  disabled_at timestamptz NOT NULL DEFAULT ozm_now(),
  PRIMARY KEY (tenant_id, trigger_id)
);
ALTER TABLE disabled_endpoints ENABLE ROW LEVEL SECURITY;
ALTER TABLE disabled_endpoints FORCE ROW LEVEL SECURITY;
CREATE POLICY engine ON disabled_endpoints TO ozm_engine USING (true) WITH CHECK (true);
CREATE POLICY owner ON disabled_endpoints TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY tenant ON disabled_endpoints TO ozm_tenant
  USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT ON disabled_endpoints TO ozm_tenant;

-- A match of a few kilobytes stays as it is: to compress it costs more processor time than all the rest of its commit.
ALTER TABLE matches SET (toast_tuple_target = 8160);
