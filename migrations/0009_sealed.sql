-- Answers are sealed as long as their round is open. What was kept in plain text of rounds that are open now is put
-- aside, and the program seals it when it starts.

-- Which key a round has, by its fingerprint; when the round closed; when the key was destroyed; and why a close does
-- not go on.
ALTER TABLE round ADD COLUMN key TEXT;
ALTER TABLE round ADD COLUMN closed_at BIGINT;
ALTER TABLE round ADD COLUMN key_destroyed_at BIGINT;
ALTER TABLE round ADD COLUMN problem TEXT;

-- Whether an organisation's answers have been opened, and how many of them no unit stands for: as long as they are
-- sealed each of them says so itself.
ALTER TABLE link ADD COLUMN opened BIGINT NOT NULL DEFAULT 0;
ALTER TABLE link ADD COLUMN unlinked BIGINT NOT NULL DEFAULT 0;
UPDATE link SET opened = 1,
    unlinked = (SELECT COUNT(*) FROM response r WHERE r.round = link.round AND r.organisation = link.organisation AND r.linked = 0)
    WHERE round IN (SELECT id FROM round WHERE state = 'closed');

-- Empty from the first start on.
CREATE TABLE unsealed_draft (
    id TEXT PRIMARY KEY NOT NULL,
    round TEXT NOT NULL,
    organisation TEXT NOT NULL,
    form TEXT NOT NULL,
    passed TEXT NOT NULL,
    replaces TEXT,
    resume TEXT
) WITHOUT ROWID;
CREATE TABLE unsealed_response (
    round TEXT NOT NULL,
    organisation TEXT NOT NULL,
    id TEXT NOT NULL,
    answers TEXT NOT NULL,
    linked BIGINT NOT NULL,
    receipt TEXT,
    PRIMARY KEY (round, organisation, id)
) WITHOUT ROWID;
INSERT INTO unsealed_draft (id, round, organisation, form, passed, replaces, resume)
    SELECT id, round, organisation, form, passed, replaces, resume FROM draft;
INSERT INTO unsealed_response (round, organisation, id, answers, linked, receipt)
    SELECT round, organisation, id, answers, linked, receipt FROM response
    WHERE round IN (SELECT id FROM round WHERE state <> 'closed');

DROP TABLE draft;
-- An unfinished answer, sealed with a key that is in the respondent's cookie alone.
CREATE TABLE draft (
    id TEXT PRIMARY KEY NOT NULL, -- derived from the secret in the cookie
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
) WITHOUT ROWID;
CREATE INDEX draft_by_organisation ON draft (round, organisation, answered);
CREATE UNIQUE INDEX draft_by_resume ON draft (resume);

-- A submitted answer of a round that is open or closing.
CREATE TABLE sealed_response (
    round TEXT NOT NULL,
    organisation TEXT NOT NULL,
    receipt TEXT NOT NULL, -- what it is found by, derived from its receipt code
    linked BIGINT NOT NULL, -- whether some unit stands for it
    content BLOB NOT NULL,
    for_close BLOB NOT NULL, -- the content's key, for whoever has the round's private key
    for_receipt BLOB NOT NULL, -- and for whoever has the receipt code
    PRIMARY KEY (round, organisation, receipt),
    FOREIGN KEY (round, organisation) REFERENCES link (round, organisation)
) WITHOUT ROWID;
CREATE INDEX sealed_response_by_link ON sealed_response (round, organisation, linked);

CREATE TABLE kept_response AS SELECT round, organisation, id, answers FROM response
    WHERE round IN (SELECT id FROM round WHERE state = 'closed');
DROP TABLE response;
-- An answer of a closed round: no unit, no time, no address.
CREATE TABLE response (
    round TEXT NOT NULL,
    organisation TEXT NOT NULL,
    id TEXT NOT NULL,
    answers TEXT NOT NULL,
    PRIMARY KEY (round, organisation, id),
    FOREIGN KEY (round, organisation) REFERENCES link (round, organisation)
) WITHOUT ROWID;
INSERT INTO response (round, organisation, id, answers) SELECT round, organisation, id, answers FROM kept_response;
DROP TABLE kept_response;

ALTER TABLE participation DROP COLUMN shuffled;

-- Copies of a round's key.
CREATE TABLE key_copy (
    round TEXT NOT NULL REFERENCES round (id),
    file TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (round, file, made_at)
);
