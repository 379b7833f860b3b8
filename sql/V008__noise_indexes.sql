-- Rules against noise look backwards from the newest match of a monitor: what its filter scripts refused must not stand in between,
-- however much that is.
DROP INDEX matches_noise;
CREATE INDEX matches_noise ON matches (tenant_id, monitor_id, network_id, noise_order)
  WHERE noise_order IS NOT NULL AND state IN ('screening', 'detected', 'confirmed', 'suppressed');
-- What is being screened, among all that was ever sent.
CREATE INDEX matches_screening ON matches (tenant_id, monitor_id, network_id, noise_order)
  WHERE noise_order IS NOT NULL AND state = 'screening';
