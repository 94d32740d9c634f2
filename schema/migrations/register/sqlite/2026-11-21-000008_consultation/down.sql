DROP INDEX register_event_place;
DROP INDEX address_place;
