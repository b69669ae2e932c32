-- Closing is a state and a job: who has it, when they last said so, and how far they have come.
ALTER TABLE round ADD COLUMN worker TEXT;
ALTER TABLE round ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE round ADD COLUMN done BIGINT NOT NULL DEFAULT 0;
ALTER TABLE round ADD COLUMN total BIGINT NOT NULL DEFAULT 0;
-- The smallest base whose figures are shown: at the close, and the highest since.
ALTER TABLE round ADD COLUMN threshold BIGINT NOT NULL DEFAULT 5;
ALTER TABLE round ADD COLUMN highest_threshold BIGINT NOT NULL DEFAULT 5;

-- The organisations of a closed round as they were on its closing day.
CREATE TABLE round_organisation (
    year BIGINT NOT NULL REFERENCES round (year),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    audience TEXT NOT NULL,
    areas TEXT NOT NULL, -- a JSON list
    successor TEXT,
    last_year BIGINT,
    expected BIGINT,
    PRIMARY KEY (year, id)
);
INSERT INTO round_organisation (year, id, name, audience, areas, successor, last_year, expected)
SELECT r.year, o.id, o.name, o.audience, o.areas, o.successor, o.last_year, o.expected
FROM round r CROSS JOIN organisation o WHERE r.state = 'closed';

-- Rows that the close has written anew in random order.
ALTER TABLE response ADD COLUMN shuffled BIGINT NOT NULL DEFAULT 0;
ALTER TABLE participation ADD COLUMN shuffled BIGINT NOT NULL DEFAULT 0;
-- After the close nobody changes an answer, so nothing leads from a receipt code to it.
UPDATE response SET receipt = NULL WHERE year IN (SELECT r.year FROM round r WHERE r.state = 'closed');

-- Whether a unit came into the sample after the round opened.
ALTER TABLE sample ADD COLUMN added BIGINT NOT NULL DEFAULT 0;
DROP INDEX sample_by_organisation;
CREATE INDEX sample_by_organisation ON sample (year, organisation, unit);
CREATE INDEX response_by_link ON response (year, organisation, tied);
DROP INDEX draft_by_organisation;
CREATE INDEX draft_by_organisation ON draft (year, organisation, answered);

-- Of a closed round: answers, and those of them that are deducted before a base is compared with
-- the threshold. Nothing until they are counted.
ALTER TABLE link ADD COLUMN responses BIGINT;
ALTER TABLE link ADD COLUMN deducted BIGINT NOT NULL DEFAULT 0;

-- Indicators by a background answer, as they were first counted. The empty indicator has the number
-- of responses as its base; the empty value stands for no background answer.
CREATE TABLE breakdown (
    year BIGINT NOT NULL,
    organisation TEXT NOT NULL,
    indicator TEXT NOT NULL,
    value TEXT NOT NULL,
    count BIGINT NOT NULL,
    base BIGINT NOT NULL,
    PRIMARY KEY (year, organisation, indicator, value),
    FOREIGN KEY (year, organisation) REFERENCES link (year, organisation)
);
