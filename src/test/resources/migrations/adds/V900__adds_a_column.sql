-- What a later version may do while nodes of this one run.
ALTER TABLE matches ADD COLUMN later_column integer NOT NULL DEFAULT 0;
CREATE TABLE later_table (id integer PRIMARY KEY);
CREATE INDEX later_index ON block_log (height);
