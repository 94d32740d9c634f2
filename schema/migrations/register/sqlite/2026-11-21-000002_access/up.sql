CREATE TABLE entity (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    comune TEXT NOT NULL,
    enabled BOOLEAN NOT NULL
);
