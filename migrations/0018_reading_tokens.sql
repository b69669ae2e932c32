-- Tokens with which a program reads exports as the account that made them, by a hash.
CREATE TABLE reading_token (
    id TEXT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL REFERENCES account (id),
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    organisation TEXT REFERENCES organisation (id), -- none: all that the account may read
    created TEXT NOT NULL, -- a day, as the next two
    expires TEXT NOT NULL, -- the last on which it holds
    last_used TEXT
);
