-- One text for both engines: TEXT and BIGINT alone, which sqlx's Any driver carries unchanged.
-- WITHOUT ROWID is taken out for PostgreSQL. Days are YYYY-MM-DD, instants are Unix seconds.

CREATE TABLE setting (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

CREATE TABLE organisation (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    audience TEXT NOT NULL,
    areas TEXT NOT NULL, -- a JSON list
    successor TEXT,
    last_year BIGINT,
    expected BIGINT
);

CREATE TABLE unit (
    id TEXT PRIMARY KEY NOT NULL,
    organisation TEXT NOT NULL REFERENCES organisation (id),
    name TEXT NOT NULL,
    division TEXT NOT NULL,
    line TEXT NOT NULL,
    area TEXT NOT NULL,
    email TEXT NOT NULL,
    retired BIGINT NOT NULL,
    UNIQUE (organisation, name)
);

CREATE TABLE questionnaire (
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    audience TEXT NOT NULL,
    definition TEXT NOT NULL, -- as imported
    published BIGINT, -- in which order; a draft has none
    PRIMARY KEY (id, version)
);

CREATE TABLE round (
    year BIGINT PRIMARY KEY NOT NULL,
    title TEXT NOT NULL,
    opens TEXT NOT NULL,
    closes TEXT NOT NULL,
    state TEXT NOT NULL
);

CREATE TABLE round_questionnaire (
    year BIGINT NOT NULL REFERENCES round (year),
    audience TEXT NOT NULL,
    questionnaire TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (year, audience),
    FOREIGN KEY (questionnaire, version) REFERENCES questionnaire (id, version)
);

-- An organisation in a round. The token is readable: the office must be able to see it again.
CREATE TABLE link (
    year BIGINT NOT NULL REFERENCES round (year),
    organisation TEXT NOT NULL REFERENCES organisation (id),
    token TEXT NOT NULL UNIQUE,
    questionnaire TEXT NOT NULL,
    version BIGINT NOT NULL,
    expected BIGINT,
    PRIMARY KEY (year, organisation),
    FOREIGN KEY (questionnaire, version) REFERENCES questionnaire (id, version)
);

-- The units of a round as they were when it opened.
CREATE TABLE sample (
    year BIGINT NOT NULL,
    unit TEXT NOT NULL,
    organisation TEXT NOT NULL,
    name TEXT NOT NULL,
    division TEXT NOT NULL,
    line TEXT NOT NULL,
    area TEXT NOT NULL,
    email TEXT NOT NULL,
    reason TEXT, -- why it is out of scope
    PRIMARY KEY (year, unit),
    FOREIGN KEY (year, organisation) REFERENCES link (year, organisation)
);
CREATE INDEX sample_by_organisation ON sample (year, organisation);

-- That a unit has answered, and when: nothing that leads to the answer.
CREATE TABLE participation (
    year BIGINT NOT NULL,
    unit TEXT NOT NULL,
    organisation TEXT NOT NULL,
    answered_on TEXT NOT NULL,
    PRIMARY KEY (year, unit),
    FOREIGN KEY (year, unit) REFERENCES sample (year, unit)
) WITHOUT ROWID;

-- An unfinished answer. The unit is in a sealed cookie, not here.
CREATE TABLE draft (
    id TEXT PRIMARY KEY NOT NULL,
    year BIGINT NOT NULL,
    organisation TEXT NOT NULL,
    form TEXT NOT NULL,
    passed TEXT NOT NULL, -- a JSON list of sections
    answered BIGINT NOT NULL, -- whether anything is filled in
    replaces TEXT, -- the receipt hash of the response that it changes
    revision BIGINT NOT NULL,
    FOREIGN KEY (year, organisation) REFERENCES link (year, organisation)
) WITHOUT ROWID;
CREATE INDEX draft_by_organisation ON draft (year, organisation);

-- A submitted answer: no unit, no time, no address. `tied` says whether some unit stands for it.
CREATE TABLE response (
    year BIGINT NOT NULL,
    organisation TEXT NOT NULL,
    id TEXT NOT NULL,
    answers TEXT NOT NULL,
    tied BIGINT NOT NULL,
    receipt TEXT UNIQUE, -- a hash
    PRIMARY KEY (year, organisation, id),
    FOREIGN KEY (year, organisation) REFERENCES link (year, organisation)
) WITHOUT ROWID;

-- Indicators of a closed round, counted once, when it closes or is added to.
CREATE TABLE tally (
    year BIGINT NOT NULL,
    organisation TEXT NOT NULL,
    indicator TEXT NOT NULL,
    count BIGINT NOT NULL,
    base BIGINT NOT NULL,
    PRIMARY KEY (year, organisation, indicator),
    FOREIGN KEY (year, organisation) REFERENCES link (year, organisation)
);

CREATE TABLE imported_file (
    year BIGINT NOT NULL,
    organisation TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (year, organisation, digest)
);

CREATE TABLE account (
    id TEXT PRIMARY KEY NOT NULL,
    email TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    organisation TEXT REFERENCES organisation (id),
    password TEXT -- an argon2id hash; none until the invitation is taken up
);

CREATE TABLE invitation (
    token TEXT PRIMARY KEY NOT NULL, -- a hash
    account TEXT NOT NULL REFERENCES account (id),
    expires BIGINT NOT NULL
);

CREATE TABLE session (
    id TEXT PRIMARY KEY NOT NULL, -- a hash
    data TEXT NOT NULL,
    expires BIGINT NOT NULL
);

-- Failed attempts at a login or at a link's receipt codes.
CREATE TABLE throttle (
    subject TEXT PRIMARY KEY NOT NULL, -- a hash
    failures BIGINT NOT NULL,
    since BIGINT NOT NULL
);

CREATE TABLE audit (
    id TEXT PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    before TEXT,
    after TEXT
);
CREATE INDEX audit_by_time ON audit (at);
