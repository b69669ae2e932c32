-- Rounds of which only figures are known that were counted elsewhere.
ALTER TABLE round ADD COLUMN imported BIGINT NOT NULL DEFAULT 0;

-- Their indicators. The empty organisation is all of them; a hidden figure has neither count nor base.
CREATE TABLE history_indicator (
    round TEXT NOT NULL REFERENCES round (id),
    organisation TEXT NOT NULL,
    indicator TEXT NOT NULL,
    label TEXT NOT NULL,
    count BIGINT,
    base BIGINT,
    is_mean BIGINT NOT NULL,
    position BIGINT NOT NULL, -- in the file
    PRIMARY KEY (round, organisation, indicator)
);

-- Their response rates. The empty division is the whole organisation.
CREATE TABLE history_rate (
    round TEXT NOT NULL REFERENCES round (id),
    organisation TEXT NOT NULL REFERENCES organisation (id),
    division TEXT NOT NULL,
    sample BIGINT NOT NULL,
    out_of_scope BIGINT NOT NULL,
    begun BIGINT NOT NULL,
    completed BIGINT,
    PRIMARY KEY (round, organisation, division)
);
