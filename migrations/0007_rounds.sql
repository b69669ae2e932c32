-- A round is known by an id, which is its year unless there are several in a year. The key of a table
-- cannot be changed in place on both engines, so what hangs on rounds is kept aside and its tables are
-- made anew.

CREATE TABLE kept_round AS SELECT CAST(year AS TEXT) AS id, title, opens, closes, state, worker, seen_at, done, total,
    threshold, highest_threshold, period_from, period_to FROM round;
-- Until a round opens it follows what is published; only what was asked for is pinned.
CREATE TABLE kept_round_questionnaire AS SELECT CAST(q.year AS TEXT) AS round, q.audience, q.questionnaire, q.version
    FROM round_questionnaire q JOIN round r ON r.year = q.year WHERE r.state <> 'planned';
CREATE TABLE kept_round_organisation AS SELECT CAST(year AS TEXT) AS round, id, name, audience, areas, successor, last_year,
    expected FROM round_organisation;
CREATE TABLE kept_link AS SELECT CAST(year AS TEXT) AS round, organisation, token, questionnaire, version, expected, responses,
    deducted FROM link;
CREATE TABLE kept_sample AS SELECT CAST(year AS TEXT) AS round, unit, organisation, name, division, line, area, email, reason,
    added FROM sample;
CREATE TABLE kept_participation AS SELECT CAST(year AS TEXT) AS round, unit, organisation, answered_on, shuffled
    FROM participation ORDER BY unit;
CREATE TABLE kept_draft AS SELECT id, CAST(year AS TEXT) AS round, organisation, form, passed, answered, replaces, revision,
    resume FROM draft ORDER BY id;
CREATE TABLE kept_response AS SELECT CAST(year AS TEXT) AS round, organisation, id, answers, tied, receipt, shuffled
    FROM response ORDER BY id;
CREATE TABLE kept_tally AS SELECT CAST(year AS TEXT) AS round, organisation, indicator, count, base FROM tally;
CREATE TABLE kept_spread AS SELECT CAST(year AS TEXT) AS round, organisation, field, value, count FROM spread;
CREATE TABLE kept_breakdown AS SELECT CAST(year AS TEXT) AS round, organisation, indicator, value, count, base FROM breakdown;
CREATE TABLE kept_imported_file AS SELECT CAST(year AS TEXT) AS round, organisation, digest FROM imported_file;
CREATE TABLE kept_asked_division AS SELECT CAST(year AS TEXT) AS round, organisation, division FROM asked_division;
CREATE TABLE kept_mailing AS SELECT id, CAST(year AS TEXT) AS round, organisation, kind, due, subject, body, reply_to, state,
    problem FROM mailing;
CREATE TABLE kept_letter AS SELECT mailing, unit, state, attempts, at, worker, problem FROM letter;
CREATE TABLE kept_other_source AS SELECT id, CAST(year AS TEXT) AS round, organisation, kind, count, period, note
    FROM other_source;
CREATE TABLE kept_theme AS SELECT CAST(year AS TEXT) AS round, organisation, text, name FROM theme;
CREATE TABLE kept_edited AS SELECT CAST(year AS TEXT) AS round, organisation, place, derived, text FROM edited;

DROP TABLE letter;
DROP TABLE mailing;
DROP TABLE participation;
DROP TABLE sample;
DROP TABLE draft;
DROP TABLE response;
DROP TABLE tally;
DROP TABLE spread;
DROP TABLE breakdown;
DROP TABLE imported_file;
DROP TABLE asked_division;
DROP TABLE other_source;
DROP TABLE theme;
DROP TABLE edited;
DROP TABLE link;
DROP TABLE round_organisation;
DROP TABLE round_questionnaire;
DROP TABLE round;

CREATE TABLE round (
    id TEXT PRIMARY KEY NOT NULL,
    title TEXT NOT NULL,
    opens TEXT NOT NULL,
    closes TEXT NOT NULL,
    state TEXT NOT NULL,
    -- The close is a job: who has it, when they last said so, and how far they have come.
    worker TEXT,
    seen_at BIGINT NOT NULL DEFAULT 0,
    done BIGINT NOT NULL DEFAULT 0,
    total BIGINT NOT NULL DEFAULT 0,
    -- The smallest base whose figures are shown: at the close, and the highest since.
    threshold BIGINT NOT NULL DEFAULT 5,
    highest_threshold BIGINT NOT NULL DEFAULT 5,
    -- The period that its answers are about; none as long as it follows from the other rounds'.
    period_from TEXT,
    period_to TEXT
);

-- Which version an audience answers: of a planned round only what is pinned, otherwise all.
CREATE TABLE round_questionnaire (
    round TEXT NOT NULL REFERENCES round (id),
    audience TEXT NOT NULL,
    questionnaire TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (round, audience),
    FOREIGN KEY (questionnaire, version) REFERENCES questionnaire (id, version)
);

-- The organisations of a closed round as they were on its closing day.
CREATE TABLE round_organisation (
    round TEXT NOT NULL REFERENCES round (id),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    audience TEXT NOT NULL,
    areas TEXT NOT NULL, -- a JSON list
    successor TEXT,
    last_year BIGINT,
    expected BIGINT,
    PRIMARY KEY (round, id)
);

-- An organisation in a round. The token is readable: the office must be able to see it again.
CREATE TABLE link (
    round TEXT NOT NULL REFERENCES round (id),
    organisation TEXT NOT NULL REFERENCES organisation (id),
    token TEXT NOT NULL UNIQUE,
    questionnaire TEXT NOT NULL,
    version BIGINT NOT NULL,
    expected BIGINT,
    -- Of a closed round: answers, and those of them that are deducted before a base is compared with
    -- the threshold. Nothing until they are counted.
    responses BIGINT,
    deducted BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (round, organisation),
    FOREIGN KEY (questionnaire, version) REFERENCES questionnaire (id, version)
);

-- The units of a round as they were when it opened.
CREATE TABLE sample (
    round TEXT NOT NULL,
    unit TEXT NOT NULL,
    organisation TEXT NOT NULL,
    name TEXT NOT NULL,
    division TEXT NOT NULL,
    line TEXT NOT NULL,
    area TEXT NOT NULL,
    email TEXT NOT NULL,
    reason TEXT, -- why it is out of scope
    added BIGINT NOT NULL DEFAULT 0, -- after the opening
    PRIMARY KEY (round, unit),
    FOREIGN KEY (round, organisation) REFERENCES link (round, organisation)
);

-- That a unit has answered, and when: nothing that leads to the answer.
CREATE TABLE participation (
    round TEXT NOT NULL,
    unit TEXT NOT NULL,
    organisation TEXT NOT NULL,
    answered_on TEXT NOT NULL,
    shuffled BIGINT NOT NULL DEFAULT 0, -- whether the close has written it anew
    PRIMARY KEY (round, unit),
    FOREIGN KEY (round, unit) REFERENCES sample (round, unit)
) WITHOUT ROWID;

-- An unfinished answer. The unit is in a sealed cookie, not here.
CREATE TABLE draft (
    id TEXT PRIMARY KEY NOT NULL,
    round TEXT NOT NULL,
    organisation TEXT NOT NULL,
    form TEXT NOT NULL,
    passed TEXT NOT NULL, -- a JSON list of sections
    answered BIGINT NOT NULL, -- whether anything is filled in
    replaces TEXT, -- the receipt hash of the response that it changes
    revision BIGINT NOT NULL,
    resume TEXT, -- a hash of the code that was given to take it up on another device
    FOREIGN KEY (round, organisation) REFERENCES link (round, organisation)
) WITHOUT ROWID;

-- A submitted answer: no unit, no time, no address.
CREATE TABLE response (
    round TEXT NOT NULL,
    organisation TEXT NOT NULL,
    id TEXT NOT NULL,
    answers TEXT NOT NULL,
    linked BIGINT NOT NULL, -- whether some unit stands for it
    receipt TEXT UNIQUE, -- a hash; gone after the close
    shuffled BIGINT NOT NULL DEFAULT 0, -- whether the close has written it anew
    PRIMARY KEY (round, organisation, id),
    FOREIGN KEY (round, organisation) REFERENCES link (round, organisation)
) WITHOUT ROWID;

-- Indicators of a closed round, counted once, when it closes or is added to.
CREATE TABLE tally (
    round TEXT NOT NULL,
    organisation TEXT NOT NULL,
    indicator TEXT NOT NULL,
    count BIGINT NOT NULL,
    base BIGINT NOT NULL,
    PRIMARY KEY (round, organisation, indicator),
    FOREIGN KEY (round, organisation) REFERENCES link (round, organisation)
);

-- Answers by question and value, counted likewise. The empty value is the base.
CREATE TABLE distribution (
    round TEXT NOT NULL,
    organisation TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (round, organisation, field, value),
    FOREIGN KEY (round, organisation) REFERENCES link (round, organisation)
);

-- Indicators by a background answer, as they were first counted. The empty indicator has the number
-- of responses as its base; the empty value stands for no background answer.
CREATE TABLE breakdown (
    round TEXT NOT NULL,
    organisation TEXT NOT NULL,
    indicator TEXT NOT NULL,
    value TEXT NOT NULL,
    count BIGINT NOT NULL,
    base BIGINT NOT NULL,
    PRIMARY KEY (round, organisation, indicator, value),
    FOREIGN KEY (round, organisation) REFERENCES link (round, organisation)
);

CREATE TABLE imported_file (
    round TEXT NOT NULL,
    organisation TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (round, organisation, digest)
);

-- Which avdelningar are asked in a planned round; without rows all are.
CREATE TABLE asked_division (
    round TEXT NOT NULL REFERENCES round (id),
    organisation TEXT NOT NULL REFERENCES organisation (id),
    division TEXT NOT NULL,
    PRIMARY KEY (round, organisation, division)
);

-- One text to many units.
CREATE TABLE mailing (
    id TEXT PRIMARY KEY NOT NULL,
    round TEXT NOT NULL,
    organisation TEXT NOT NULL,
    kind TEXT NOT NULL,
    due BIGINT NOT NULL, -- not before
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    reply_to TEXT NOT NULL, -- a person to ask
    state TEXT NOT NULL,
    problem TEXT, -- why nothing goes out just now
    FOREIGN KEY (round, organisation) REFERENCES link (round, organisation)
);

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
    round TEXT NOT NULL REFERENCES round (id),
    organisation TEXT NOT NULL REFERENCES organisation (id),
    kind TEXT NOT NULL,
    count BIGINT,
    period TEXT NOT NULL,
    note TEXT NOT NULL
);

-- The themes of free texts. A text is known by a digest of what it says, never by its answer.
CREATE TABLE theme (
    round TEXT NOT NULL REFERENCES round (id),
    organisation TEXT NOT NULL REFERENCES organisation (id),
    text TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (round, organisation, text, name)
);

-- What a coordinator wrote in the underlag in place of what the figures said at the time.
CREATE TABLE edited (
    round TEXT NOT NULL REFERENCES round (id),
    organisation TEXT NOT NULL REFERENCES organisation (id),
    place TEXT NOT NULL,
    derived TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (round, organisation, place)
);

INSERT INTO round (id, title, opens, closes, state, worker, seen_at, done, total, threshold, highest_threshold, period_from,
    period_to) SELECT id, title, opens, closes, state, worker, seen_at, done, total, threshold, highest_threshold, period_from,
    period_to FROM kept_round;
INSERT INTO round_questionnaire (round, audience, questionnaire, version)
    SELECT round, audience, questionnaire, version FROM kept_round_questionnaire;
INSERT INTO round_organisation (round, id, name, audience, areas, successor, last_year, expected)
    SELECT round, id, name, audience, areas, successor, last_year, expected FROM kept_round_organisation;
INSERT INTO link (round, organisation, token, questionnaire, version, expected, responses, deducted)
    SELECT round, organisation, token, questionnaire, version, expected, responses, deducted FROM kept_link;
INSERT INTO sample (round, unit, organisation, name, division, line, area, email, reason, added)
    SELECT round, unit, organisation, name, division, line, area, email, reason, added FROM kept_sample;
INSERT INTO participation (round, unit, organisation, answered_on, shuffled)
    SELECT round, unit, organisation, answered_on, shuffled FROM kept_participation;
INSERT INTO draft (id, round, organisation, form, passed, answered, replaces, revision, resume)
    SELECT id, round, organisation, form, passed, answered, replaces, revision, resume FROM kept_draft;
INSERT INTO response (round, organisation, id, answers, linked, receipt, shuffled)
    SELECT round, organisation, id, answers, tied, receipt, shuffled FROM kept_response;
INSERT INTO tally (round, organisation, indicator, count, base) SELECT round, organisation, indicator, count, base FROM kept_tally;
INSERT INTO distribution (round, organisation, field, value, count)
    SELECT round, organisation, field, value, count FROM kept_spread;
INSERT INTO breakdown (round, organisation, indicator, value, count, base)
    SELECT round, organisation, indicator, value, count, base FROM kept_breakdown;
INSERT INTO imported_file (round, organisation, digest) SELECT round, organisation, digest FROM kept_imported_file;
INSERT INTO asked_division (round, organisation, division) SELECT round, organisation, division FROM kept_asked_division;
INSERT INTO mailing (id, round, organisation, kind, due, subject, body, reply_to, state, problem)
    SELECT id, round, organisation, kind, due, subject, body, reply_to, state, problem FROM kept_mailing;
INSERT INTO letter (mailing, unit, state, attempts, at, worker, problem)
    SELECT mailing, unit, state, attempts, at, worker, problem FROM kept_letter;
INSERT INTO other_source (id, round, organisation, kind, count, period, note)
    SELECT id, round, organisation, kind, count, period, note FROM kept_other_source;
INSERT INTO theme (round, organisation, text, name) SELECT round, organisation, text, name FROM kept_theme;
INSERT INTO edited (round, organisation, place, derived, text) SELECT round, organisation, place, derived, text FROM kept_edited;

DROP TABLE kept_round;
DROP TABLE kept_round_questionnaire;
DROP TABLE kept_round_organisation;
DROP TABLE kept_link;
DROP TABLE kept_sample;
DROP TABLE kept_participation;
DROP TABLE kept_draft;
DROP TABLE kept_response;
DROP TABLE kept_tally;
DROP TABLE kept_spread;
DROP TABLE kept_breakdown;
DROP TABLE kept_imported_file;
DROP TABLE kept_asked_division;
DROP TABLE kept_mailing;
DROP TABLE kept_letter;
DROP TABLE kept_other_source;
DROP TABLE kept_theme;
DROP TABLE kept_edited;

CREATE INDEX sample_by_organisation ON sample (round, organisation, unit);
CREATE INDEX draft_by_organisation ON draft (round, organisation, answered);
CREATE UNIQUE INDEX draft_by_resume ON draft (resume);
CREATE INDEX response_by_link ON response (round, organisation, linked);
CREATE INDEX mailing_by_organisation ON mailing (round, organisation);
CREATE INDEX other_source_by_organisation ON other_source (round, organisation);

-- The audit log has codes; the words are in the program.
UPDATE audit SET actor = 'operator' WHERE actor = 'kommandoraden';
UPDATE audit SET actor = 'clock' WHERE actor = 'klockan';
UPDATE audit SET action = 'organisations.import' WHERE action = 'importera organisationer';
UPDATE audit SET action = 'organisation.expected' WHERE action = 'ändra förväntat antal';
UPDATE audit SET action = 'units.import' WHERE action = 'importera enheter';
UPDATE audit SET action = 'unit.change' WHERE action = 'ändra enhet';
UPDATE audit SET action = 'unit.retire' WHERE action = 'ta bort enhet ur registret';
UPDATE audit SET action = 'divisions.ask' WHERE action = 'välj avdelningar';
UPDATE audit SET action = 'questionnaire.import' WHERE action = 'importera enkät';
UPDATE audit SET action = 'questionnaire.publish' WHERE action = 'publicera enkät';
UPDATE audit SET action = 'round.create' WHERE action = 'skapa omgång';
UPDATE audit SET action = 'round.open' WHERE action = 'öppna omgång';
UPDATE audit SET action = 'round.extend' WHERE action = 'flytta sista dag';
UPDATE audit SET action = 'round.close' WHERE action = 'stäng omgång';
UPDATE audit SET action = 'sample.take_out' WHERE action = 'ta ur urvalet';
UPDATE audit SET action = 'sample.take_in' WHERE action = 'ta med i urvalet';
UPDATE audit SET action = 'sample.reopen' WHERE action = 'öppna enhet igen';
UPDATE audit SET action = 'sample.add' WHERE action = 'lägg till enhet';
UPDATE audit SET action = 'responses.import' WHERE action = 'importera svar';
UPDATE audit SET action = 'export' WHERE action = 'hämta';
UPDATE audit SET action = 'underlag.edit' WHERE action = 'ändra underlag';
UPDATE audit SET action = 'underlag.restore' WHERE action = 'återställ underlag';
UPDATE audit SET action = 'theme.set' WHERE action = 'tema på fritext';
UPDATE audit SET action = 'source.add' WHERE action = 'lägg till källa';
UPDATE audit SET action = 'source.remove' WHERE action = 'ta bort källa';
UPDATE audit SET action = 'mailing.plan' WHERE action = 'planera utskick';
UPDATE audit SET action = 'mailing.cancel' WHERE action = 'avbryt utskick';
UPDATE audit SET action = 'mailing.retry' WHERE action = 'försök utskick igen';
UPDATE audit SET action = 'account.add' WHERE action = 'lägg till konto';
UPDATE audit SET action = 'account.invite' WHERE action = 'bjud in igen';
UPDATE audit SET action = 'account.disable' WHERE action = 'stäng av konto';
UPDATE audit SET action = 'account.role' WHERE action = 'ändra roll';
UPDATE audit SET action = 'account.password' WHERE action = 'välja lösenord';
