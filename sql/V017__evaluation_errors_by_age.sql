-- server.work.EvaluationErrors: they go by age, and without an index every turn of retention reads all of them.
CREATE INDEX evaluation_errors_created ON evaluation_errors (created_at);
