-- server.status: the summary of operators counts active monitors, and without an index reads the documents of all of them.
CREATE INDEX monitors_active ON monitors (tenant_id) WHERE active;
