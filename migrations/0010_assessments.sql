-- The incidents of closed rounds, apart from the answers that they were described in, and what coordinators
-- say of them.

-- An incident as it was described: an id that says nothing, and no trace of its answer.
CREATE TABLE incident (
    round TEXT NOT NULL,
    id TEXT NOT NULL,
    organisation TEXT NOT NULL,
    incident TEXT NOT NULL, -- JSON
    PRIMARY KEY (round, id),
    FOREIGN KEY (round, organisation) REFERENCES link (round, organisation)
) WITHOUT ROWID;

-- What the coordinator of its place says of an incident; none as long as nothing is said.
CREATE TABLE assessment (
    round TEXT NOT NULL,
    incident TEXT NOT NULL,
    assessment TEXT NOT NULL, -- JSON
    PRIMARY KEY (round, incident),
    FOREIGN KEY (round, incident) REFERENCES incident (round, id)
);

CREATE INDEX incident_by_organisation ON incident (round, organisation);

-- Rounds that have closed are counted once more, which finds their incidents.
UPDATE link SET responses = NULL WHERE round IN (SELECT id FROM round WHERE state = 'closed');
