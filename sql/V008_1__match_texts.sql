-- A match and its variables as text: nobody looks into them here, and to take JSON apart and put it together again costs more than all
-- the rest of a match's way through the database. server.work.Matches, server.notification.Deliveries.
ALTER TABLE matches
  ADD COLUMN match_json text,
  ADD COLUMN variables  text NOT NULL DEFAULT '{}';
UPDATE matches SET match_json = (payload -> 'match')::text, variables = coalesce((payload -> 'variables')::text, '{}');
ALTER TABLE matches ALTER COLUMN match_json SET NOT NULL, DROP COLUMN payload;
COMMENT ON COLUMN matches.match_json IS 'JSON text, tagged by chain';
COMMENT ON COLUMN matches.variables IS 'JSON text, an object of strings';

ALTER TABLE deliveries
  ADD COLUMN match_json text,
  ADD COLUMN variables  text;
UPDATE deliveries SET match_json = (payload -> 'match')::text, variables = coalesce((payload -> 'variables')::text, '{}')
WHERE payload IS NOT NULL;
ALTER TABLE deliveries DROP COLUMN payload;
COMMENT ON COLUMN deliveries.match_json IS 'null: that of the match; set, with variables, when the match has moved on before this event was sent';
