-- What the central office wrote in the city's underlag in place of what the figures said at the time.
CREATE TABLE city_edited (
    round TEXT NOT NULL REFERENCES round (id),
    place TEXT NOT NULL,
    derived TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (round, place)
);
