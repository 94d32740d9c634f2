CREATE TABLE supply (
    id INTEGER PRIMARY KEY NOT NULL,
    comune TEXT NOT NULL,
    number BIGINT NOT NULL,
    external_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    format TEXT NOT NULL,
    digest TEXT NOT NULL,
    size BIGINT NOT NULL,
    extracted_on INTEGER NOT NULL,
    received_at TIMESTAMP NOT NULL,
    status TEXT NOT NULL,
    hold_reason TEXT NOT NULL,
    file TEXT NOT NULL,
    subjects INTEGER NOT NULL,
    records BIGINT NOT NULL,
    applied BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    created BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    drift BIGINT NOT NULL
);

CREATE UNIQUE INDEX supply_external_id ON supply (comune, external_id);
CREATE INDEX supply_number ON supply (comune, number);
CREATE INDEX supply_status ON supply (status);

CREATE TABLE supply_total (
    supply_id BIGINT NOT NULL,
    chunk INTEGER NOT NULL,
    counted BOOLEAN NOT NULL,
    persons BIGINT NOT NULL,
    italians BIGINT NOT NULL,
    foreigners BIGINT NOT NULL,
    women BIGINT NOT NULL,
    men BIGINT NOT NULL,
    families BIGINT NOT NULL,
    institutions BIGINT NOT NULL,
    PRIMARY KEY (supply_id, chunk, counted),
    FOREIGN KEY (supply_id) REFERENCES supply (id)
) WITHOUT ROWID;

CREATE TABLE rejected_record (
    supply_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    line BIGINT NOT NULL,
    about_person BOOLEAN NOT NULL,
    local_id TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (supply_id, seq),
    FOREIGN KEY (supply_id) REFERENCES supply (id)
) WITHOUT ROWID;

CREATE TABLE anomaly (
    supply_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    line BIGINT NOT NULL,
    code TEXT NOT NULL,
    severity TEXT NOT NULL,
    path TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (supply_id, seq),
    FOREIGN KEY (supply_id) REFERENCES supply (id)
) WITHOUT ROWID;

CREATE TABLE supply_plan (
    comune TEXT NOT NULL,
    format TEXT NOT NULL,
    every_days INTEGER NOT NULL,
    lac_values TEXT NOT NULL,
    last_number BIGINT NOT NULL,
    PRIMARY KEY (comune)
) WITHOUT ROWID;

CREATE TABLE supplied_subjects (
    comune TEXT NOT NULL,
    known_from BIGINT NOT NULL,
    known_to BIGINT NOT NULL,
    subjects INTEGER NOT NULL,
    PRIMARY KEY (comune, known_from)
) WITHOUT ROWID;

CREATE TABLE person (
    id INTEGER PRIMARY KEY NOT NULL,
    created_by BIGINT NOT NULL
);

CREATE TABLE journal (
    number INTEGER PRIMARY KEY NOT NULL,
    person_id BIGINT NOT NULL,
    supply_id BIGINT NOT NULL,
    comune TEXT NOT NULL,
    line BIGINT NOT NULL,
    cause TEXT NOT NULL,
    recorded_at TIMESTAMP NOT NULL
);

-- What concerns no person: streets, sheets, plans. A person's rows are found by the numbers of the facts.
CREATE INDEX journal_places ON journal (number) WHERE person_id = 0;

CREATE TABLE journal_head (
    id INTEGER NOT NULL,
    last BIGINT NOT NULL,
    last_person BIGINT NOT NULL,
    PRIMARY KEY (id)
);

INSERT INTO journal_head (id, last, last_person) VALUES (1, 0, 0);

CREATE TABLE street (
    comune TEXT NOT NULL,
    code TEXT NOT NULL,
    known_from BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    known_to BIGINT NOT NULL,
    from_first INTEGER NOT NULL,
    from_last INTEGER NOT NULL,
    to_first INTEGER NOT NULL,
    to_last INTEGER NOT NULL,
    street_type TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (comune, code, known_from, seq)
) WITHOUT ROWID;

CREATE TABLE household (
    comune TEXT NOT NULL,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    known_from BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    known_to BIGINT NOT NULL,
    from_first INTEGER NOT NULL,
    from_last INTEGER NOT NULL,
    to_first INTEGER NOT NULL,
    to_last INTEGER NOT NULL,
    nature TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (comune, kind, code, known_from, seq)
) WITHOUT ROWID;

CREATE TABLE identifier (
    person_id BIGINT NOT NULL,
    known_from BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    known_to BIGINT NOT NULL,
    from_first INTEGER NOT NULL,
    from_last INTEGER NOT NULL,
    to_first INTEGER NOT NULL,
    to_last INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    comune TEXT NOT NULL,
    validation TEXT NOT NULL,
    PRIMARY KEY (person_id, known_from, seq)
) WITHOUT ROWID;

CREATE INDEX identifier_value ON identifier (value, kind, comune);

CREATE TABLE identity (
    person_id BIGINT NOT NULL,
    known_from BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    known_to BIGINT NOT NULL,
    from_first INTEGER NOT NULL,
    from_last INTEGER NOT NULL,
    to_first INTEGER NOT NULL,
    to_last INTEGER NOT NULL,
    surname TEXT NOT NULL,
    names TEXT NOT NULL,
    sex TEXT NOT NULL,
    birth_first INTEGER NOT NULL,
    birth_last INTEGER NOT NULL,
    birth_place TEXT NOT NULL,
    birth_place_name TEXT NOT NULL,
    name_key BIGINT NOT NULL,
    PRIMARY KEY (person_id, known_from, seq)
) WITHOUT ROWID;

CREATE INDEX identity_name_key ON identity (name_key);

CREATE TABLE residence (
    person_id BIGINT NOT NULL,
    known_from BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    known_to BIGINT NOT NULL,
    from_first INTEGER NOT NULL,
    from_last INTEGER NOT NULL,
    to_first INTEGER NOT NULL,
    to_last INTEGER NOT NULL,
    comune TEXT NOT NULL,
    register TEXT NOT NULL,
    entry_reason TEXT NOT NULL,
    origin TEXT NOT NULL,
    exit_reason TEXT NOT NULL,
    destination TEXT NOT NULL,
    no_fixed_abode BOOLEAN NOT NULL,
    standing TEXT NOT NULL,
    PRIMARY KEY (person_id, known_from, seq)
) WITHOUT ROWID;

CREATE INDEX residence_comune ON residence (comune, to_first, person_id);

CREATE TABLE address (
    person_id BIGINT NOT NULL,
    known_from BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    known_to BIGINT NOT NULL,
    from_first INTEGER NOT NULL,
    from_last INTEGER NOT NULL,
    to_first INTEGER NOT NULL,
    to_last INTEGER NOT NULL,
    kind TEXT NOT NULL,
    comune TEXT NOT NULL,
    street_code TEXT NOT NULL,
    number INTEGER NOT NULL,
    exponent TEXT NOT NULL,
    staircase TEXT NOT NULL,
    interior TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    section TEXT NOT NULL,
    foreign_address TEXT NOT NULL,
    foreign_state TEXT NOT NULL,
    latitude INTEGER,
    longitude INTEGER,
    PRIMARY KEY (person_id, known_from, seq)
) WITHOUT ROWID;

CREATE TABLE membership (
    person_id BIGINT NOT NULL,
    known_from BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    known_to BIGINT NOT NULL,
    from_first INTEGER NOT NULL,
    from_last INTEGER NOT NULL,
    to_first INTEGER NOT NULL,
    to_last INTEGER NOT NULL,
    comune TEXT NOT NULL,
    household_kind TEXT NOT NULL,
    household_code TEXT NOT NULL,
    role TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    PRIMARY KEY (person_id, known_from, seq)
) WITHOUT ROWID;

CREATE INDEX membership_household ON membership (comune, household_kind, household_code);

CREATE TABLE marital (
    person_id BIGINT NOT NULL,
    known_from BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    known_to BIGINT NOT NULL,
    from_first INTEGER NOT NULL,
    from_last INTEGER NOT NULL,
    to_first INTEGER NOT NULL,
    to_last INTEGER NOT NULL,
    status TEXT NOT NULL,
    PRIMARY KEY (person_id, known_from, seq)
) WITHOUT ROWID;

CREATE TABLE bond (
    person_id BIGINT NOT NULL,
    known_from BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    known_to BIGINT NOT NULL,
    from_first INTEGER NOT NULL,
    from_last INTEGER NOT NULL,
    to_first INTEGER NOT NULL,
    to_last INTEGER NOT NULL,
    kind TEXT NOT NULL,
    partner_cf TEXT NOT NULL,
    partner_surname TEXT NOT NULL,
    partner_names TEXT NOT NULL,
    partner_birth_first INTEGER NOT NULL,
    partner_birth_last INTEGER NOT NULL,
    place TEXT NOT NULL,
    place_name TEXT NOT NULL,
    act TEXT NOT NULL,
    end_reason TEXT NOT NULL,
    PRIMARY KEY (person_id, known_from, seq)
) WITHOUT ROWID;

CREATE TABLE parentage (
    person_id BIGINT NOT NULL,
    known_from BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    known_to BIGINT NOT NULL,
    from_first INTEGER NOT NULL,
    from_last INTEGER NOT NULL,
    to_first INTEGER NOT NULL,
    to_last INTEGER NOT NULL,
    parent TEXT NOT NULL,
    parent_cf TEXT NOT NULL,
    parent_surname TEXT NOT NULL,
    parent_names TEXT NOT NULL,
    parent_birth_first INTEGER NOT NULL,
    parent_birth_last INTEGER NOT NULL,
    PRIMARY KEY (person_id, known_from, seq)
) WITHOUT ROWID;

CREATE TABLE citizenship (
    person_id BIGINT NOT NULL,
    known_from BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    known_to BIGINT NOT NULL,
    from_first INTEGER NOT NULL,
    from_last INTEGER NOT NULL,
    to_first INTEGER NOT NULL,
    to_last INTEGER NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (person_id, known_from, seq)
) WITHOUT ROWID;

CREATE TABLE document (
    person_id BIGINT NOT NULL,
    known_from BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    known_to BIGINT NOT NULL,
    from_first INTEGER NOT NULL,
    from_last INTEGER NOT NULL,
    to_first INTEGER NOT NULL,
    to_last INTEGER NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    issuer TEXT NOT NULL,
    PRIMARY KEY (person_id, known_from, seq)
) WITHOUT ROWID;

CREATE TABLE death (
    person_id BIGINT NOT NULL,
    known_from BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    known_to BIGINT NOT NULL,
    from_first INTEGER NOT NULL,
    from_last INTEGER NOT NULL,
    to_first INTEGER NOT NULL,
    to_last INTEGER NOT NULL,
    place TEXT NOT NULL,
    place_name TEXT NOT NULL,
    act TEXT NOT NULL,
    PRIMARY KEY (person_id, known_from, seq)
) WITHOUT ROWID;

CREATE TABLE procedure (
    person_id BIGINT NOT NULL,
    known_from BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    known_to BIGINT NOT NULL,
    from_first INTEGER NOT NULL,
    from_last INTEGER NOT NULL,
    to_first INTEGER NOT NULL,
    to_last INTEGER NOT NULL,
    kind TEXT NOT NULL,
    protocol TEXT NOT NULL,
    comune TEXT NOT NULL,
    certifiability TEXT NOT NULL,
    PRIMARY KEY (person_id, known_from, seq)
) WITHOUT ROWID;

CREATE TABLE register_event (
    person_id BIGINT NOT NULL,
    known_from BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    known_to BIGINT NOT NULL,
    from_first INTEGER NOT NULL,
    from_last INTEGER NOT NULL,
    to_first INTEGER NOT NULL,
    to_last INTEGER NOT NULL,
    kind TEXT NOT NULL,
    registered_on INTEGER NOT NULL,
    comune TEXT NOT NULL,
    PRIMARY KEY (person_id, known_from, seq)
) WITHOUT ROWID;

