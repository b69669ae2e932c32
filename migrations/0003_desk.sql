-- The coordinator's desk.

-- Which avdelningar are asked in a planned round; without rows all are.
CREATE TABLE asked_division (
    year BIGINT NOT NULL REFERENCES round (year),
    organisation TEXT NOT NULL REFERENCES organisation (id),
    division TEXT NOT NULL,
    PRIMARY KEY (year, organisation, division)
);

-- One letter to many units.
CREATE TABLE mailing (
    id TEXT PRIMARY KEY NOT NULL,
    year BIGINT NOT NULL,
    organisation TEXT NOT NULL,
    kind TEXT NOT NULL,
    due BIGINT NOT NULL, -- not before
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    reply_to TEXT NOT NULL, -- a person to ask
    state TEXT NOT NULL,
    problem TEXT, -- why nothing goes out just now
    FOREIGN KEY (year, organisation) REFERENCES link (year, organisation)
);
CREATE INDEX mailing_by_organisation ON mailing (year, organisation);

-- Nothing is kept of a letter that was not sent because its unit had answered.
CREATE TABLE letter (
    mailing TEXT NOT NULL REFERENCES mailing (id),
    unit TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    at BIGINT NOT NULL, -- when it was taken up or sent, or is to be tried again
    worker TEXT, -- who took it up
    problem TEXT,
    PRIMARY KEY (mailing, unit)
);

-- What else the lägesbild rests on.
CREATE TABLE other_source (
    id TEXT PRIMARY KEY NOT NULL,
    year BIGINT NOT NULL REFERENCES round (year),
    organisation TEXT NOT NULL REFERENCES organisation (id),
    kind TEXT NOT NULL,
    count BIGINT,
    period TEXT NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX other_source_by_organisation ON other_source (year, organisation);

-- The themes of free texts. A text is known by a digest of what it says, never by its answer.
CREATE TABLE theme (
    year BIGINT NOT NULL REFERENCES round (year),
    organisation TEXT NOT NULL REFERENCES organisation (id),
    text TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (year, organisation, text, name)
);

-- What a coordinator wrote in the underlag in place of what the figures said at the time.
CREATE TABLE edited (
    year BIGINT NOT NULL REFERENCES round (year),
    organisation TEXT NOT NULL REFERENCES organisation (id),
    place TEXT NOT NULL,
    derived TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (year, organisation, place)
);

-- Answers by question and value, counted when a round closes or is added to. The empty value is
-- the base.
CREATE TABLE spread (
    year BIGINT NOT NULL,
    organisation TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (year, organisation, field, value),
    FOREIGN KEY (year, organisation) REFERENCES link (year, organisation)
);
