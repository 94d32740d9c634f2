CREATE TABLE audit (
    seq BIGINT NOT NULL,
    at TIMESTAMP NOT NULL,
    request_id TEXT NOT NULL,
    act TEXT NOT NULL,
    service TEXT NOT NULL,
    entity_id BIGINT NOT NULL,
    office_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    agreement_id BIGINT NOT NULL,
    comune TEXT NOT NULL,
    purpose TEXT NOT NULL,
    case_reference TEXT NOT NULL,
    subject TEXT NOT NULL,
    person_id BIGINT NOT NULL,
    fields TEXT NOT NULL,
    workstation TEXT NOT NULL,
    reference_day INTEGER NOT NULL,
    known_at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    declared TEXT NOT NULL,
    salt TEXT NOT NULL,
    sealed TEXT NOT NULL,
    PRIMARY KEY (seq)
);

CREATE INDEX audit_person ON audit (person_id, subject);
CREATE INDEX audit_comune ON audit (comune, seq);
CREATE INDEX audit_office ON audit (office_id, seq);

CREATE TABLE audit_head (
    id INTEGER NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (id)
);

INSERT INTO audit_head (id, last) VALUES (1, 0);

CREATE TABLE audit_leaf (
    seq BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (seq)
);

CREATE TABLE audit_node (
    level INTEGER NOT NULL,
    idx BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (level, idx)
);

CREATE TABLE audit_expired (
    seq BIGINT NOT NULL,
    act_seq BIGINT NOT NULL,
    PRIMARY KEY (seq)
);

CREATE TABLE audit_checkpoint (
    size BIGINT NOT NULL,
    at TIMESTAMP NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (size)
);

CREATE TABLE audit_cosignature (
    size BIGINT NOT NULL,
    witness TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (size, witness)
);
