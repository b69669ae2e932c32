-- Who somebody is at the provider of the city's own login: the issuer and its name for the person.
ALTER TABLE account ADD COLUMN subject TEXT;
CREATE UNIQUE INDEX account_subject ON account (subject);
