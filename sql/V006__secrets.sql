-- server.secret.DatabaseSeal: the key of digests over secrets, encrypted with the key of the settings whose id stands beside it.
CREATE TABLE seal (
  only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  key_id     text NOT NULL,
  digest_key text NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON seal TO ozm_engine;
COMMENT ON COLUMN config_revision.digest IS 'SHA-256 of the canonical document with keyed digests in place of its secrets: equal digests, equal documents';
COMMENT ON COLUMN config_revision.document IS 'values of secrets are encrypted: ozm1:<key id>:<text>';
