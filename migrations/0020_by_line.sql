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

-- Whether its first answers were imported when the round had closed with those of others: the sums by verksamhetsområde
-- that were shown until then would tell of them.
ALTER TABLE link ADD COLUMN late BIGINT NOT NULL DEFAULT 0;
