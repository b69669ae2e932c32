-- A row of a table WITHOUT ROWID stands whole in every level of its tree, also where that is a sealed answer of eight
-- kilobytes. Sealed rows have a number instead, by which SQLite keeps them. It is random, so that it does not tell the
-- order in which they came.

CREATE TABLE numbered_draft (
    number INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL, -- derived from the secret in the cookie
    round TEXT NOT NULL,
    organisation TEXT NOT NULL,
    content BLOB NOT NULL,
    answered BIGINT NOT NULL, -- whether anything is filled in
    revision BIGINT NOT NULL,
    -- The secret under a key from the code that was given to take the draft up on another device, and what it is
    -- found by.
    resume TEXT,
    resume_secret BLOB,
    FOREIGN KEY (round, organisation) REFERENCES link (round, organisation)
);
-- Ids are random, and so is their order.
INSERT INTO numbered_draft (number, id, round, organisation, content, answered, revision, resume, resume_secret)
    SELECT ROW_NUMBER() OVER (ORDER BY id), id, round, organisation, content, answered, revision, resume, resume_secret FROM draft;
DROP TABLE draft;
ALTER TABLE numbered_draft RENAME TO draft;
CREATE UNIQUE INDEX draft_by_id ON draft (id);
CREATE INDEX draft_by_organisation ON draft (round, organisation, answered);
CREATE UNIQUE INDEX draft_by_resume ON draft (resume) WHERE resume IS NOT NULL;

CREATE TABLE numbered_response (
    number INTEGER PRIMARY KEY NOT NULL,
    round TEXT NOT NULL,
    organisation TEXT NOT NULL,
    receipt TEXT NOT NULL, -- what it is found by, derived from its receipt code
    linked BIGINT NOT NULL, -- whether some unit stands for it
    content BLOB NOT NULL,
    for_close BLOB NOT NULL, -- the content's key, for whoever has the round's private key
    for_receipt BLOB NOT NULL, -- and for whoever has the receipt code
    FOREIGN KEY (round, organisation) REFERENCES link (round, organisation)
);
INSERT INTO numbered_response (number, round, organisation, receipt, linked, content, for_close, for_receipt)
    SELECT ROW_NUMBER() OVER (ORDER BY receipt), round, organisation, receipt, linked, content, for_close, for_receipt
    FROM sealed_response;
DROP TABLE sealed_response;
ALTER TABLE numbered_response RENAME TO sealed_response;
CREATE UNIQUE INDEX sealed_response_by_receipt ON sealed_response (round, organisation, receipt);
CREATE INDEX sealed_response_by_link ON sealed_response (round, organisation, linked);
