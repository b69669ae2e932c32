-- Where respondents are led once they have been asked whether they know of it.
CREATE TABLE support_link (
    organisation TEXT NOT NULL, -- empty for the whole city's
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (organisation, name)
);
