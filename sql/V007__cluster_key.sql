-- server.cluster.ClusterKey: what only nodes of this cluster know. They sign with it what they leave in a shared cache.
CREATE TABLE cluster_key (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  key      bytea NOT NULL CHECK (length(key) = 32)
);
-- Two random UUIDs: 244 random bits, without an extension.
INSERT INTO cluster_key (key) VALUES (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));
REVOKE ALL ON cluster_key FROM ozm_engine;
GRANT SELECT ON cluster_key TO ozm_engine;
