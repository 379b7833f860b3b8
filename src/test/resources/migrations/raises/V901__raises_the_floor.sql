-- Nodes of this version would trip over it.
UPDATE schema_floor SET version = 901;
