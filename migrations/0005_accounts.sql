-- An account that is switched off, and the version of its sessions: one that says another is over.
ALTER TABLE account ADD COLUMN disabled BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN session_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN last_login BIGINT; -- Unix seconds

-- What somebody posted when her session had ended, until she has logged in again.
CREATE TABLE parked_post (
    id TEXT PRIMARY KEY NOT NULL,
    account TEXT NOT NULL REFERENCES account (id),
    path TEXT NOT NULL,
    body TEXT NOT NULL,
    expires BIGINT NOT NULL
);
