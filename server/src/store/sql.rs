//! Every statement, once, for both engines.

/// Names each statement and lists them all, so that a test can prepare every one.
macro_rules! statements {
    ($($name:ident = $text:expr;)*) => {
        $(pub const $name: &str = $text;)*
        /// Every statement by name.
        pub const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}

/// The units of an organisation that a round asks: of the avdelningar chosen for it, or all.
macro_rules! eligible {
    () => {
        "FROM unit u WHERE organisation = $2 AND retired = 0
            AND (division IN (SELECT a.division FROM asked_division a WHERE a.round = $1 AND a.organisation = $2)
                OR NOT EXISTS (SELECT 1 FROM asked_division a WHERE a.round = $1 AND a.organisation = $2))"
    };
}

/// Said to PostgreSQL alone: the round keeps its state until this transaction ends.
pub const SHARE_ROUND: &str = "SELECT id FROM round WHERE id = $1 FOR SHARE";
/// Said to PostgreSQL alone: nobody else writes answers of the round until this transaction ends.
pub const HOLD_ROUND: &str = "SELECT id FROM round WHERE id = $1 FOR UPDATE";
/// Said to PostgreSQL alone: nobody else decides about the unit until this transaction ends.
pub const HOLD_UNIT: &str = "SELECT unit FROM sample WHERE round = $1 AND unit = $2 FOR UPDATE";

/// Said to PostgreSQL alone: nobody else changes accounts until this transaction ends.
pub const HOLD_ACCOUNTS: &str = "LOCK TABLE account IN EXCLUSIVE MODE";
/// Readers, and what refers to a version, go on.
pub const HOLD_QUESTIONNAIRES: &str = "LOCK TABLE questionnaire IN SHARE ROW EXCLUSIVE MODE";
pub const HOLD_ORGANISATIONS: &str = "LOCK TABLE organisation IN SHARE ROW EXCLUSIVE MODE";

statements! {
    FIND_SETTING = "SELECT value FROM setting WHERE name = $1";
    PUT_SETTING = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    REMOVE_SETTING = "DELETE FROM setting WHERE name = $1";
    ADD_SETTING = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    LIST_ORGANISATIONS = "SELECT id, name, audience, areas, successor, last_year, expected FROM organisation ORDER BY id";
    PUT_ORGANISATION = "INSERT INTO organisation (id, name, audience, areas, successor, last_year, expected)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, audience = excluded.audience, areas = excluded.areas,
            successor = excluded.successor, last_year = excluded.last_year, expected = excluded.expected";

    LIST_UNITS = "SELECT id, organisation, name, division, line, area, email, retired FROM unit WHERE organisation = $1 ORDER BY id";
    HAS_UNITS = "SELECT COUNT(*) FROM (SELECT id FROM unit WHERE organisation = $1 AND retired = 0 LIMIT 1) AS first";
    PUT_UNIT = "INSERT INTO unit (id, organisation, name, division, line, area, email, retired)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 0)
        ON CONFLICT (organisation, name) DO UPDATE SET division = excluded.division, line = excluded.line,
            area = excluded.area, email = excluded.email, retired = 0";
    RETIRE_UNIT = "UPDATE unit SET retired = 1 WHERE id = $1";
    SET_UNIT = "UPDATE unit SET organisation = $2, name = $3, division = $4, line = $5, area = $6, email = $7, retired = $8 WHERE id = $1";
    LIST_ASKED = "SELECT division FROM asked_division WHERE round = $1 AND organisation = $2 ORDER BY division";
    REMOVE_ASKED = "DELETE FROM asked_division WHERE round = $1 AND organisation = $2";
    ADD_ASKED = "INSERT INTO asked_division (round, organisation, division) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

    LIST_QUESTIONNAIRES = "SELECT id, version, audience, definition, published FROM questionnaire ORDER BY id, version";
    LIST_VERSIONS = "SELECT id, version, audience, definition, published FROM questionnaire WHERE id = $1 ORDER BY version";
    FIND_QUESTIONNAIRE = "SELECT id, version, audience, definition, published FROM questionnaire WHERE id = $1 AND version = $2";
    NEWEST_VERSION = "SELECT id, version, audience, definition, published FROM questionnaire WHERE id = $1 ORDER BY version DESC LIMIT 1";
    NEWEST_PUBLISHED = "SELECT id, version, audience, definition, published FROM questionnaire
        WHERE audience = $1 AND published IS NOT NULL ORDER BY published DESC LIMIT 1";
    ADD_QUESTIONNAIRE = "INSERT INTO questionnaire (id, version, audience, definition) VALUES ($1, $2, $3, $4)";
    PUBLISH_QUESTIONNAIRE = "UPDATE questionnaire
        SET published = (SELECT COALESCE(MAX(published), 0) + 1 FROM questionnaire) WHERE id = $1 AND version = $2 AND published IS NULL";
    SET_QUESTIONNAIRE_DRAFT = "UPDATE questionnaire SET audience = $3, definition = $4 WHERE id = $1 AND version = $2 AND published IS NULL";
    REMOVE_QUESTIONNAIRE_DRAFT = "DELETE FROM questionnaire WHERE id = $1 AND version = $2 AND published IS NULL";
    FIND_EDIT = "SELECT document, revision, writer, tab, number FROM questionnaire_edit WHERE questionnaire = $1 AND version = $2";
    PUT_EDIT = "INSERT INTO questionnaire_edit (questionnaire, version, document, revision, writer, tab, number)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (questionnaire, version) DO UPDATE SET document = excluded.document,
        revision = excluded.revision, writer = excluded.writer, tab = excluded.tab, number = excluded.number";
    REMOVE_EDIT = "DELETE FROM questionnaire_edit WHERE questionnaire = $1 AND version = $2";

    LIST_ROUNDS = "SELECT id, title, opens, closes, state, threshold, highest_threshold, period_from, period_to, imported,
        (SELECT MAX(l.closes) FROM link l WHERE l.round = round.id) AS extended FROM round ORDER BY opens, id";
    FIND_ROUND = "SELECT id, title, opens, closes, state, threshold, highest_threshold, period_from, period_to, imported,
        (SELECT MAX(l.closes) FROM link l WHERE l.round = round.id) AS extended FROM round WHERE id = $1";
    CLAIM_CLOSING = "UPDATE round SET worker = $2, seen_at = $3, done = 0, total = $4, problem = NULL
        WHERE id = $1 AND state = 'closing' AND (worker IS NULL OR worker = $2 OR seen_at <= $5 OR seen_at > $6)";
    KEEP_CLOSING = "UPDATE round SET seen_at = $3, done = $4 WHERE id = $1 AND state = 'closing' AND worker = $2";
    FIND_PROGRESS = "SELECT done, total FROM round WHERE id = $1";
    SET_ROUND_CLOSED = "UPDATE round SET state = 'closed', worker = NULL, problem = NULL, threshold = $2, highest_threshold = $2, closed_at = $3
        WHERE id = $1";
    RAISE_THRESHOLDS = "UPDATE round SET highest_threshold = $1 WHERE state = 'closed' AND highest_threshold < $1";
    ADD_ROUND_ORGANISATIONS = "INSERT INTO round_organisation (round, id, name, audience, areas, successor, last_year, expected)
        SELECT $1, id, name, audience, areas, successor, last_year, expected FROM organisation ORDER BY id";
    LIST_ROUND_ORGANISATIONS = "SELECT id, name, audience, areas, successor, last_year, expected FROM round_organisation WHERE round = $1 ORDER BY id";
    ADD_ROUND = "INSERT INTO round (id, title, opens, closes, state) VALUES ($1, $2, $3, $4, 'planned') ON CONFLICT DO NOTHING";
    SET_PERIOD = "UPDATE round SET period_from = $2, period_to = $3 WHERE id = $1";
    SET_ROUND_STATE = "UPDATE round SET state = $2 WHERE id = $1 AND state = $3";
    SET_ROUND = "UPDATE round SET title = $2, opens = $3, closes = $4, period_from = $5, period_to = $6 WHERE id = $1";
    REMOVE_ROUND_QUESTIONNAIRES = "DELETE FROM round_questionnaire WHERE round = $1";
    REMOVE_ROUND_ASKED = "DELETE FROM asked_division WHERE round = $1";
    REMOVE_ROUND = "DELETE FROM round WHERE id = $1";
    SET_ROUND_IMPORTED = "UPDATE round SET imported = 1 WHERE id = $1";
    REMOVE_IMPORTED_ROUND = "DELETE FROM round WHERE id = $1 AND imported = 1";
    REMOVE_ROUND_ORGANISATIONS = "DELETE FROM round_organisation WHERE round = $1";
    ADD_HISTORY_INDICATOR = "INSERT INTO history_indicator (round, organisation, indicator, label, count, base, is_mean, position)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    ADD_HISTORY_RATE = "INSERT INTO history_rate (round, organisation, division, sample, out_of_scope, begun, completed)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    LIST_HISTORY_INDICATORS = "SELECT organisation, indicator, label, count, base, is_mean FROM history_indicator
        WHERE round = $1 ORDER BY position";
    LIST_HISTORY_RATES = "SELECT organisation, division, sample, out_of_scope, begun, completed FROM history_rate
        WHERE round = $1 ORDER BY organisation, division";
    REMOVE_HISTORY_INDICATORS = "DELETE FROM history_indicator WHERE round = $1";
    REMOVE_HISTORY_RATES = "DELETE FROM history_rate WHERE round = $1";
    SET_ROUND_CLOSES = "UPDATE round SET closes = $2 WHERE id = $1";
    SET_LINK_CLOSES = "UPDATE link SET closes = $3 WHERE round = $1 AND organisation = $2";
    DROP_EXTENSIONS = "UPDATE link SET closes = NULL WHERE round = $1 AND closes <= $2";
    END_EXTENSIONS = "UPDATE link SET closes = $2 WHERE round = $1 AND closes > $2";
    ADD_ROUND_QUESTIONNAIRE = "INSERT INTO round_questionnaire (round, audience, questionnaire, version) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    LIST_ROUND_QUESTIONNAIRES = "SELECT audience, questionnaire, version FROM round_questionnaire WHERE round = $1 ORDER BY audience";

    ADD_LINK = "INSERT INTO link (round, organisation, token, questionnaire, version, expected) VALUES ($1, $2, $3, $4, $5, $6)";
    FIND_LINK = "SELECT round, organisation, token, questionnaire, version, expected, responses, deducted, late, closes FROM link WHERE token = $1";
    LIST_TAKING_PART = "SELECT round, organisation FROM link
        UNION SELECT round, organisation FROM history_indicator WHERE organisation <> ''
        UNION SELECT round, organisation FROM history_rate";
    LIST_LINKS = "SELECT round, organisation, token, questionnaire, version, expected, responses, deducted, late, closes FROM link
        WHERE round = $1 ORDER BY organisation";
    SET_LINK_LATE = "UPDATE link SET late = 1 WHERE round = $1 AND organisation = $2";
    SET_LINK_COUNTS = "UPDATE link SET responses = $3, deducted = $4 WHERE round = $1 AND organisation = $2";
    ADD_SAMPLE = concat!("INSERT INTO sample (round, unit, organisation, name, division, line, area, email)
        SELECT $1, id, organisation, name, division, line, area, email ", eligible!(), " ORDER BY id");
    COUNT_ELIGIBLE = concat!("SELECT COUNT(*) ", eligible!());
    ADD_TO_SAMPLE = "INSERT INTO sample (round, unit, organisation, name, division, line, area, email, added)
        SELECT $1, id, organisation, name, division, line, area, email, 1 FROM unit WHERE organisation = $2 AND name = $3 ON CONFLICT DO NOTHING";
    FOLLOW_ADDRESSES = "UPDATE sample SET email = (SELECT u.email FROM unit u WHERE u.id = sample.unit)
        WHERE organisation = $1 AND round IN (SELECT r.id FROM round r WHERE r.state = 'open')
            AND EXISTS (SELECT 1 FROM unit u WHERE u.id = sample.unit AND u.email <> sample.email)";
    LIST_SAMPLE = "SELECT s.unit, s.organisation, s.name, s.division, s.line, s.email, s.reason, p.answered_on FROM sample s
        LEFT JOIN participation p ON p.round = s.round AND p.unit = s.unit WHERE s.round = $1 AND s.organisation = $2 ORDER BY s.round, s.organisation, s.unit";
    LIST_ANSWERED = "SELECT answered_on, string_agg(unit, ' ') FROM participation WHERE round = $1 AND organisation = $2 GROUP BY answered_on";
    FIND_SAMPLE_UNIT = "SELECT s.unit, s.organisation, s.name, s.division, s.line, s.email, s.reason, p.answered_on FROM sample s
        LEFT JOIN participation p ON p.round = s.round AND p.unit = s.unit WHERE s.round = $1 AND s.organisation = $2 AND s.unit = $3";
    HAS_SAMPLE = "SELECT COUNT(*) FROM (SELECT unit FROM sample WHERE round = $1 AND organisation = $2 LIMIT 1) AS first";
    COUNT_DEDUCTED = "SELECT
            (SELECT COUNT(*) FROM response r WHERE r.round = $1 AND r.organisation = $2) - l.unlinked AS linked,
            (SELECT COUNT(*) FROM participation p WHERE p.round = $1 AND p.organisation = $2) AS answered,
            (SELECT COUNT(*) FROM participation p JOIN sample s ON s.round = p.round AND s.unit = p.unit
                WHERE p.round = $1 AND p.organisation = $2 AND s.added = 1) AS added
        FROM link l WHERE l.round = $1 AND l.organisation = $2";
    SET_OUT_OF_SCOPE = "UPDATE sample SET reason = $4 WHERE round = $1 AND organisation = $2 AND unit = $3";
    COUNT_IN_AREAS = "SELECT s.organisation, s.area, COUNT(*) AS sample,
            CAST(SUM(CASE WHEN s.reason IS NULL THEN 0 ELSE 1 END) AS BIGINT) AS out_of_scope,
            COUNT(p.unit) AS answered
        FROM sample s LEFT JOIN participation p ON p.round = s.round AND p.unit = s.unit
        WHERE s.round = $1 AND s.area <> '' GROUP BY s.organisation, s.area";
    REOPEN_UNIT = "DELETE FROM participation WHERE round = $1 AND organisation = $2 AND unit = $3";
    COUNT_SAMPLE = "SELECT s.organisation, s.division, COUNT(*) AS sample,
            CAST(SUM(CASE WHEN s.reason IS NULL THEN 0 ELSE 1 END) AS BIGINT) AS out_of_scope,
            COUNT(p.unit) AS answered
        FROM sample s LEFT JOIN participation p ON p.round = s.round AND p.unit = s.unit
        WHERE s.round = $1 GROUP BY s.organisation, s.division";
    COUNT_BY_DAY = "SELECT answered_on, COUNT(*) FROM participation WHERE round = $1 AND organisation = $2 GROUP BY answered_on";
    COUNT_ALL_BY_DAY = "SELECT organisation, answered_on, COUNT(*) FROM participation WHERE round = $1 GROUP BY organisation, answered_on";
    COUNT_DRAFTS = "SELECT organisation, COUNT(*) FROM draft WHERE round = $1 AND answered = 1 GROUP BY organisation";
    COUNT_UNLINKED = "SELECT l.organisation, CASE WHEN l.opened = 1 THEN l.unlinked ELSE
            (SELECT COUNT(*) FROM sealed_response s WHERE s.round = l.round AND s.organisation = l.organisation AND s.linked = 0) END
        FROM link l WHERE l.round = $1";
    COUNT_RESPONSES = "SELECT l.organisation, CASE WHEN l.opened = 1 THEN
            (SELECT COUNT(*) FROM response r WHERE r.round = l.round AND r.organisation = l.organisation) ELSE
            (SELECT COUNT(*) FROM sealed_response s WHERE s.round = l.round AND s.organisation = l.organisation) END
        FROM link l WHERE l.round = $1";

    ADD_PARTICIPATION = "INSERT INTO participation (round, unit, organisation, answered_on)
        SELECT round, unit, organisation, $4 FROM sample WHERE round = $1 AND organisation = $2 AND unit = $3 AND reason IS NULL
        ON CONFLICT DO NOTHING";

    ADD_DRAFT = "INSERT INTO draft (number, id, round, organisation, content, answered, revision) VALUES ($1, $2, $3, $4, $5, $6, 0)";
    FIND_DRAFT = "SELECT content, revision FROM draft WHERE id = $1 AND round = $2 AND organisation = $3";
    FIND_DRAFT_NOW = "SELECT v.value, d.content, d.revision FROM setting v
        LEFT JOIN draft d ON d.id = $1 AND d.round = $2 AND d.organisation = $3 WHERE v.name = $4";
    SET_DRAFT = "UPDATE draft SET content = $3, answered = $4, revision = revision + 1 WHERE id = $1 AND revision = $2
        AND EXISTS (SELECT 1 FROM round r WHERE r.id = draft.round AND r.state = 'open')";
    SET_RESUME = "UPDATE draft SET resume = $2, resume_secret = $3 WHERE id = $1";
    FIND_RESUMED = "SELECT resume_secret FROM draft WHERE resume = $1 AND round = $2 AND organisation = $3";
    REMOVE_DRAFT = "DELETE FROM draft WHERE id = $1 AND round = $2 AND organisation = $3";
    TAKE_DRAFT = "DELETE FROM draft WHERE id = $1 AND round = $2 AND organisation = $3 AND revision = $4
        AND EXISTS (SELECT 1 FROM round r WHERE r.id = $2 AND r.state = 'open' AND r.opens <= $5 AND (r.closes >= $5
            OR EXISTS (SELECT 1 FROM link l WHERE l.round = $2 AND l.organisation = $3 AND l.closes >= $5)))";
    REMOVE_DRAFTS = "DELETE FROM draft WHERE round = $1";

    ADD_RESPONSE = "INSERT INTO response (round, organisation, id, answers) VALUES ($1, $2, $3, $4)";
    REMOVE_RESPONSES = "DELETE FROM response WHERE round = $1 AND organisation = $2";
    ADD_SEALED = "INSERT INTO sealed_response (number, round, organisation, receipt, linked, content, for_close, for_receipt)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    SET_SEALED = "UPDATE sealed_response SET content = $4, for_close = $5, for_receipt = $6
        WHERE round = $1 AND organisation = $2 AND receipt = $3";
    FIND_SEALED = "SELECT receipt, content, for_close, for_receipt FROM sealed_response WHERE round = $1 AND organisation = $2 AND receipt = $3";
    LIST_SEALED = "SELECT receipt, content, for_close, for_receipt FROM sealed_response WHERE round = $1 AND organisation = $2
        AND receipt > $3 ORDER BY receipt LIMIT $4";
    COUNT_SEALED = "SELECT COUNT(*), CAST(COALESCE(SUM(1 - linked), 0) AS BIGINT) FROM sealed_response WHERE round = $1 AND organisation = $2";
    REMOVE_SEALED = "DELETE FROM sealed_response WHERE round = $1 AND organisation = $2 AND receipt IN
        (SELECT s.receipt FROM sealed_response s WHERE s.round = $1 AND s.organisation = $2 LIMIT $3)";
    IS_OPENED = "SELECT opened FROM link WHERE round = $1 AND organisation = $2";
    SET_OPENED = "UPDATE link SET opened = 1, unlinked = unlinked + $3 WHERE round = $1 AND organisation = $2";
    ADD_UNLINKED = "UPDATE link SET unlinked = unlinked + $3 WHERE round = $1 AND organisation = $2";
    LIST_RESPONSES_OF = "SELECT organisation, id, answers FROM response WHERE round = $1 AND organisation = $2";

    LIST_ROUND_KEYS = "SELECT id, state, key, closed_at, key_destroyed_at, problem FROM round WHERE key IS NOT NULL ORDER BY opens, id";
    LIST_KEYLESS_ROUNDS = "SELECT id FROM round WHERE key IS NULL AND state IN ('open', 'closing') ORDER BY id";
    SET_ROUND_KEY = "UPDATE round SET key = $2 WHERE id = $1 AND key IS NULL";
    SET_KEY_DESTROYED = "UPDATE round SET key_destroyed_at = $2 WHERE id = $1 AND key_destroyed_at IS NULL";
    COUNT_ROUNDS_BY_STATE = "SELECT state, COUNT(*) FROM round GROUP BY state ORDER BY state";
    SET_CLOSING_PROBLEM = "UPDATE round SET problem = $2 WHERE id = $1 AND state = 'closing'";
    COUNT_UNEXPECTED = "SELECT (SELECT COUNT(*) FROM sealed_response s WHERE s.round = $1) + (SELECT COUNT(*) FROM link l WHERE l.round = $1
        AND COALESCE(l.responses, 0) <> (SELECT COUNT(*) FROM response r WHERE r.round = l.round AND r.organisation = l.organisation))";
    ADD_KEY_COPY = "INSERT INTO key_copy (round, file, made_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    LIST_KEY_COPIES = "SELECT round, file, made_at FROM key_copy ORDER BY made_at, file";
    LIST_UNSEALED_DRAFTS = "SELECT id, organisation, form, passed, replaces, resume FROM unsealed_draft WHERE round = $1";
    REMOVE_UNSEALED_DRAFTS = "DELETE FROM unsealed_draft WHERE round = $1";
    LIST_UNSEALED_RESPONSES = "SELECT organisation, answers, linked, receipt FROM unsealed_response WHERE round = $1";
    REMOVE_UNSEALED_RESPONSES = "DELETE FROM unsealed_response WHERE round = $1";
    LIST_IMPORTED_FILES = "SELECT DISTINCT digest FROM imported_file";
    SET_IMPORTED_FILE = "UPDATE imported_file SET digest = $2 WHERE digest = $1";

    REMOVE_TALLIES = "DELETE FROM tally WHERE round = $1 AND organisation = $2";
    ADD_TALLY = "INSERT INTO tally (round, organisation, indicator, count, base) VALUES ($1, $2, $3, $4, $5)";
    LIST_TALLIES = "SELECT organisation, indicator, count, base FROM tally WHERE round = $1";
    REMOVE_DISTRIBUTION = "DELETE FROM distribution WHERE round = $1 AND organisation = $2";
    ADD_DISTRIBUTION = "INSERT INTO distribution (round, organisation, field, value, count) VALUES ($1, $2, $3, $4, $5)";
    LIST_DISTRIBUTION = "SELECT organisation, field, value, count FROM distribution WHERE round = $1";
    ADD_BREAKDOWN = "INSERT INTO breakdown (round, organisation, indicator, value, count, base) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    LIST_DISTRIBUTION_OF = "SELECT organisation, field, value, count FROM distribution WHERE round = $1 AND field = $2";
    LIST_BREAKDOWN = "SELECT organisation, indicator, value, count, base FROM breakdown WHERE round = $1";
    LIST_BREAKDOWN_OF = "SELECT organisation, indicator, value, count, base FROM breakdown WHERE round = $1 AND organisation = $2";
    LIST_RESPONSES_BY_LINE = "SELECT organisation, value, base FROM breakdown WHERE round = $1 AND indicator = $2";
    ADD_BY_LINE = "INSERT INTO distribution_by_line (round, field, organisation, counts) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    LIST_BY_LINE = "SELECT organisation, counts FROM distribution_by_line WHERE round = $1 AND field = $2";
    LIST_UNCOUNTED = "SELECT round, organisation FROM link l WHERE (responses IS NULL OR EXISTS
            (SELECT 1 FROM breakdown b WHERE b.round = l.round AND b.organisation = l.organisation AND NOT EXISTS
                (SELECT 1 FROM distribution_by_line d WHERE d.round = b.round AND d.organisation = b.organisation)))
        AND EXISTS (SELECT 1 FROM round r WHERE r.id = l.round AND r.state = 'closed') ORDER BY round, organisation";
    ADD_IMPORTED_FILE = "INSERT INTO imported_file (round, organisation, digest) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

    HAS_INCIDENTS = "SELECT COUNT(*) FROM (SELECT id FROM incident WHERE round = $1 AND organisation = $2 LIMIT 1) AS first";
    ADD_INCIDENT = "INSERT INTO incident (round, id, organisation, incident) VALUES ($1, $2, $3, $4)";
    LIST_INCIDENTS = "SELECT id, organisation, incident FROM incident WHERE round = $1";
    LIST_ASSESSMENTS = "SELECT incident, assessment FROM assessment WHERE round = $1";
    PUT_ASSESSMENT = "INSERT INTO assessment (round, incident, assessment) VALUES ($1, $2, $3)
        ON CONFLICT (round, incident) DO UPDATE SET assessment = excluded.assessment";
    REMOVE_ASSESSMENT = "DELETE FROM assessment WHERE round = $1 AND incident = $2";
    LIST_SOURCES = "SELECT id, kind, count, period, note FROM other_source WHERE round = $1 AND organisation = $2 ORDER BY kind, id";
    ADD_SOURCE = "INSERT INTO other_source (id, round, organisation, kind, count, period, note) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    REMOVE_SOURCE = "DELETE FROM other_source WHERE id = $1 AND round = $2 AND organisation = $3 RETURNING id, kind, count, period, note";
    LIST_REPORTS = "SELECT id, day, source, name, period, incident FROM report WHERE organisation = $1 ORDER BY day, id";
    ADD_REPORT = "INSERT INTO report (id, organisation, day, source, name, period, incident) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    REMOVE_REPORT = "DELETE FROM report WHERE id = $1 AND organisation = $2 RETURNING id, day, source, name, period, incident";
    LIST_SUPPORT_LINKS = "SELECT name, address FROM support_link WHERE organisation = $1 ORDER BY name";
    PUT_SUPPORT_LINK = "INSERT INTO support_link (organisation, name, address) VALUES ($1, $2, $3)
        ON CONFLICT (organisation, name) DO UPDATE SET address = excluded.address";
    REMOVE_SUPPORT_LINK = "DELETE FROM support_link WHERE organisation = $1 AND name = $2";
    LIST_THEMES = "SELECT text, name FROM theme WHERE round = $1 AND organisation = $2 ORDER BY name, text";
    LIST_THEMES_OF_ROUND = "SELECT organisation, name, COUNT(*) FROM theme WHERE round = $1 GROUP BY organisation, name ORDER BY name, organisation";
    ADD_THEME = "INSERT INTO theme (round, organisation, text, name) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    REMOVE_THEME = "DELETE FROM theme WHERE round = $1 AND organisation = $2 AND text = $3 AND name = $4";
    LIST_CITY_EDITED = "SELECT place, derived, text FROM city_edited WHERE round = $1 ORDER BY place";
    PUT_CITY_EDITED = "INSERT INTO city_edited (round, place, derived, text) VALUES ($1, $2, $3, $4)
        ON CONFLICT (round, place) DO UPDATE SET derived = excluded.derived, text = excluded.text";
    REMOVE_CITY_EDITED = "DELETE FROM city_edited WHERE round = $1 AND place = $2";
    LIST_EDITED = "SELECT place, derived, text FROM edited WHERE round = $1 AND organisation = $2";
    PUT_EDITED = "INSERT INTO edited (round, organisation, place, derived, text) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (round, organisation, place) DO UPDATE SET derived = excluded.derived, text = excluded.text";
    REMOVE_EDITED = "DELETE FROM edited WHERE round = $1 AND organisation = $2 AND place = $3";

    HOLD_LINK = "UPDATE link SET token = token WHERE round = $1 AND organisation = $2";
    ADD_MAILING = "INSERT INTO mailing (id, round, organisation, kind, due, subject, body, reply_to, state)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    REMOVE_NOTE = "DELETE FROM mailing WHERE id = $1 AND state = 'noted'";
    LIST_MAILINGS = "SELECT id, round, organisation, kind, due, subject, body, reply_to, state, problem FROM mailing
        WHERE round = $1 AND organisation = $2 ORDER BY due, id";
    LIST_STAFF_MAILINGS = "SELECT id, round, organisation, kind, due, subject, body, reply_to, state, problem FROM mailing
        WHERE round = $1 AND kind NOT IN ('invitation', 'reminder') ORDER BY due, id";
    LIST_STAFF_LETTERS = "SELECT l.mailing, l.unit, l.state, l.at, l.problem, l.unit AS name FROM letter l JOIN mailing m ON m.id = l.mailing
        WHERE m.round = $1 AND m.kind NOT IN ('invitation', 'reminder') ORDER BY l.mailing, l.unit";
    LIST_DUE_MAILINGS = "SELECT id, round, organisation, kind, due, subject, body, reply_to, state, problem FROM mailing
        WHERE state IN ('planned', 'sending') AND due <= $1 ORDER BY due, id";
    SET_MAILING_STATE = "UPDATE mailing SET state = $2, problem = NULL WHERE id = $1 AND state = $3";
    SET_MAILING_PROBLEM = "UPDATE mailing SET problem = $2 WHERE id = $1";
    CANCEL_MAILINGS = "UPDATE mailing SET state = 'cancelled' WHERE round = $1 AND state IN ('planned', 'sending')";
    ADD_LETTERS = "INSERT INTO letter (mailing, unit, state, attempts, at)
        SELECT m.id, s.unit, 'waiting', 0, m.due FROM mailing m JOIN sample s ON s.round = m.round AND s.organisation = m.organisation
        WHERE m.id = $1 AND m.kind IN ('invitation', 'reminder') AND s.email <> '' AND s.reason IS NULL
            AND NOT EXISTS (SELECT 1 FROM participation p WHERE p.round = s.round AND p.unit = s.unit)
            AND (m.kind <> 'invitation' OR NOT EXISTS (SELECT 1 FROM letter l JOIN mailing o ON o.id = l.mailing
                WHERE l.unit = s.unit AND o.round = m.round AND o.kind = 'invitation' AND l.state <> 'failed'))";
    ADD_STAFF_LETTER = "INSERT INTO letter (mailing, unit, state, attempts, at) VALUES ($1, $2, $4, 0, $3)";
    NEXT_LETTER = "SELECT l.mailing, l.unit, l.attempts, COALESCE(s.name, '') AS name, COALESCE(s.email, l.unit) AS email
        FROM letter l JOIN mailing m ON m.id = l.mailing LEFT JOIN sample s ON s.round = m.round AND s.unit = l.unit
        WHERE l.mailing = $1 AND l.state = 'waiting' AND l.at <= $2 ORDER BY l.at, l.unit LIMIT 1";
    COUNT_LETTERS_BY_STATE = "SELECT state, COUNT(*) FROM letter WHERE state <> 'sent' GROUP BY state ORDER BY state";
    COUNT_UNSENT = "SELECT COUNT(*) FROM letter WHERE mailing = $1 AND state IN ('waiting', 'sending')";
    REMOVE_STRANGERS = "DELETE FROM letter WHERE mailing = $1 AND state = 'waiting' AND EXISTS (
        SELECT 1 FROM mailing m WHERE m.id = letter.mailing AND m.kind NOT IN ('invitation', 'reminder')
            AND NOT EXISTS (SELECT 1 FROM account a WHERE a.email = letter.unit AND a.organisation = m.organisation
                AND a.role = 'samordnare' AND a.disabled = 0))";
    REMOVE_NEEDLESS = "DELETE FROM letter WHERE mailing = $1 AND state = 'waiting' AND EXISTS (
        SELECT 1 FROM mailing m JOIN sample s ON s.round = m.round LEFT JOIN participation p ON p.round = s.round AND p.unit = s.unit
        WHERE m.id = letter.mailing AND s.unit = letter.unit AND (p.unit IS NOT NULL OR s.reason IS NOT NULL OR s.email = ''))";
    CLAIM_LETTER = "UPDATE letter SET state = 'sending', worker = $3, at = $4 WHERE mailing = $1 AND unit = $2 AND state = 'waiting'
        AND EXISTS (SELECT 1 FROM mailing m WHERE m.id = $1 AND m.state = 'sending')
        AND NOT EXISTS (SELECT 1 FROM letter l JOIN mailing o ON o.id = l.mailing JOIN mailing m ON m.id = $1
            WHERE l.unit = $2 AND l.mailing <> $1 AND o.round = m.round AND o.kind = m.kind AND m.kind IN ('invitation', 'reminder')
                AND l.state IN ('sending', 'sent', 'uncertain') AND (m.kind = 'invitation' OR l.at > $5))";
    REMOVE_LETTER = "DELETE FROM letter WHERE mailing = $1 AND unit = $2 AND state = 'waiting'";
    FAIL_LEFT_LETTER = "UPDATE letter SET state = 'failed' WHERE mailing = $1 AND unit = $2 AND state = 'waiting'
        AND NOT EXISTS (SELECT 1 FROM mailing m WHERE m.id = $1 AND m.state = 'sending')";
    REMOVE_ALL_WAITING = "DELETE FROM letter WHERE state = 'waiting' AND mailing IN (SELECT m.id FROM mailing m WHERE m.round = $1)";
    FORGET_TIMES = "UPDATE letter SET at = 0 WHERE mailing IN (SELECT m.id FROM mailing m WHERE m.round = $1) AND state <> 'sending'";
    DELAY_LETTER = "UPDATE letter SET at = $3 WHERE mailing = $1 AND unit = $2 AND state = 'waiting'";
    SETTLE_LETTER = "UPDATE letter SET state = $4, at = $5, attempts = attempts + 1, problem = $6, worker = NULL
        WHERE mailing = $1 AND unit = $2 AND worker = $3 AND state IN ('sending', 'uncertain')";
    GIVE_UP_LETTERS = "UPDATE letter SET state = 'uncertain' WHERE state = 'sending' AND at <= $1";
    RETRY_LETTERS = "UPDATE letter SET state = 'waiting', attempts = 0, at = $2, problem = NULL WHERE mailing = $1 AND state = 'failed'";
    REMOVE_WAITING = "DELETE FROM letter WHERE mailing = $1 AND state = 'waiting'";
    LIST_LETTERS = "SELECT l.mailing, l.unit, l.state, l.at, l.problem, s.name FROM letter l JOIN mailing m ON m.id = l.mailing
        JOIN sample s ON s.round = m.round AND s.unit = l.unit WHERE m.round = $1 AND m.organisation = $2 ORDER BY l.unit";

    ADD_ACCOUNT = "INSERT INTO account (id, email, role, organisation, password) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    FIND_ACCOUNT = "SELECT id, email, role, organisation, password, subject, disabled, session_version, last_login FROM account WHERE id = $1";
    FIND_ACCOUNT_BY_EMAIL = "SELECT id, email, role, organisation, password, subject, disabled, session_version, last_login FROM account WHERE email = $1";
    FIND_ACCOUNT_BY_SUBJECT = "SELECT id, email, role, organisation, password, subject, disabled, session_version, last_login FROM account WHERE subject = $1";
    LIST_ACCOUNTS = "SELECT id, email, role, organisation, password, subject, disabled, session_version, last_login FROM account ORDER BY email";
    SET_ACCOUNT = "UPDATE account SET role = $2, organisation = $3, password = $4, disabled = $5, session_version = $6, last_login = $7, subject = $8 WHERE id = $1";
    SET_LAST_LOGIN = "UPDATE account SET last_login = $2 WHERE id = $1";
    LIST_COORDINATORS = "SELECT email, organisation FROM account WHERE role = 'samordnare' AND organisation IS NOT NULL AND disabled = 0 ORDER BY email";
    REMOVE_INVITATIONS = "DELETE FROM invitation WHERE account = $1";
    ADD_INVITATION = "INSERT INTO invitation (token, account, expires) VALUES ($1, $2, $3)";
    FIND_INVITATION = "SELECT account FROM invitation WHERE token = $1 AND expires > $2";
    TAKE_INVITATION = "DELETE FROM invitation WHERE token = $1 AND expires > $2 RETURNING account";
    ADD_READING_TOKEN = "INSERT INTO reading_token (id, hash, account, name, scope, organisation, created, expires)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    FIND_READING_TOKEN = "SELECT id, account, name, scope, organisation, created, expires, last_used FROM reading_token WHERE hash = $1";
    LIST_READING_TOKENS = "SELECT id, account, name, scope, organisation, created, expires, last_used FROM reading_token
        ORDER BY created DESC, name, id";
    SET_READING_TOKEN_USED = "UPDATE reading_token SET last_used = $2 WHERE id = $1";
    REMOVE_READING_TOKEN = "DELETE FROM reading_token WHERE id = $1";
    REMOVE_READING_TOKENS_OF = "DELETE FROM reading_token WHERE account = $1";
    ADD_SESSION = "INSERT INTO session (id, data, expires, account) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    SET_SESSION = "UPDATE session SET data = $2, expires = $3, account = $4 WHERE id = $1";
    LIST_SESSIONS = "SELECT id, data FROM session WHERE account = $1 AND expires > $2";
    REMOVE_SESSION_OF = "DELETE FROM session WHERE id = $1 AND account = $2";
    FIND_SESSION = "SELECT data, expires FROM session WHERE id = $1 AND expires > $2";
    FIND_REMEMBERED_SESSION = "SELECT data, expires FROM session WHERE id = $1";
    ADD_PARKED = "INSERT INTO parked_post (id, account, path, body, expires) VALUES ($1, $2, $3, $4, $5)";
    FIND_PARKED = "SELECT path, body FROM parked_post WHERE id = $1 AND account = $2 AND expires > $3";
    REMOVE_PARKED = "DELETE FROM parked_post WHERE (id = $1 AND account = $2) OR expires <= $3";
    COUNT_PARKED = "SELECT COUNT(*) FROM parked_post WHERE account = $1 AND expires > $2";
    REMOVE_SESSION = "DELETE FROM session WHERE id = $1";
    REMOVE_SESSIONS = "DELETE FROM session WHERE expires <= $1";
    HOLD_THROTTLE = "INSERT INTO throttle (subject, failures, since) VALUES ($1, 0, $2)
        ON CONFLICT (subject) DO UPDATE SET subject = excluded.subject RETURNING failures, since";
    SET_THROTTLE = "UPDATE throttle SET failures = $2, since = $3 WHERE subject = $1";
    REMOVE_THROTTLE = "DELETE FROM throttle WHERE subject = $1";
    FORGET_THROTTLES = "DELETE FROM throttle WHERE since <= $1";

    ADD_AUDIT = "INSERT INTO audit (id, at, actor, action, subject, before, after) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    LIST_AUDIT = "SELECT at, actor, action, subject, before, after FROM audit ORDER BY at DESC, id LIMIT $1 OFFSET $2";
    LATEST_AUDIT = "SELECT id, at, actor, action, subject, before, after FROM audit WHERE subject = $1 AND at >= $2
        ORDER BY at DESC, id DESC LIMIT 1";
    GO_ON_AUDIT = "UPDATE audit SET after = $2 WHERE id = $1";

    IS_MIGRATED = "SELECT id FROM round WHERE id = ''";
}
