-- What other sources tell of, one by one: blanketter as they come, and lists of the police, IA or SISAB. It belongs
-- to the round whose period its day is in.
CREATE TABLE report (
    id TEXT PRIMARY KEY NOT NULL,
    organisation TEXT NOT NULL REFERENCES organisation (id),
    day TEXT NOT NULL,
    source TEXT NOT NULL,
    name TEXT NOT NULL, -- of the list that it stands in
    period TEXT NOT NULL, -- of that list
    incident TEXT NOT NULL -- JSON
);

CREATE INDEX report_by_organisation ON report (organisation, day);
