-- Who answered on which day is counted for each board. The key's units come last, in an order that says nothing.
CREATE INDEX participation_by_day ON participation (round, organisation, answered_on);
