-- A draft as its author has it while it is written; texts may still be empty, which the questionnaire itself may not have.
CREATE TABLE questionnaire_edit (
    questionnaire TEXT NOT NULL,
    version BIGINT NOT NULL,
    document TEXT NOT NULL,
    revision BIGINT NOT NULL,
    writer TEXT NOT NULL,
    tab TEXT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (questionnaire, version),
    FOREIGN KEY (questionnaire, version) REFERENCES questionnaire (id, version)
);
