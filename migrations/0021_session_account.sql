-- Whose a session is, once somebody has logged in.
ALTER TABLE session ADD COLUMN account TEXT;
CREATE INDEX session_account ON session (account);
