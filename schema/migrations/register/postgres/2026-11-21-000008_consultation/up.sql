-- Who lives at an address, and what a Comune registered in a period. On PostgreSQL as on SQLite, whose rows are found by
-- the whole key behind the columns of the index.
CREATE INDEX address_place ON address (comune, street_code, number, person_id);
CREATE INDEX register_event_place ON register_event (comune, registered_on, person_id);
