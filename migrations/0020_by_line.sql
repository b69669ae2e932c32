-- Answers to each question by verksamhetsområde, as they were first counted: for each the answers given and how often,
-- the empty one being the base.
CREATE TABLE distribution_by_line (
    round TEXT NOT NULL,
    field TEXT NOT NULL,
    organisation TEXT NOT NULL,
    counts TEXT NOT NULL,
    PRIMARY KEY (round, field, organisation),
    FOREIGN KEY (round, organisation) REFERENCES link (round, organisation)
);
