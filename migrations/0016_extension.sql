-- The last day of an organisation that may answer longer than the others of its round.
ALTER TABLE link ADD COLUMN closes TEXT;
