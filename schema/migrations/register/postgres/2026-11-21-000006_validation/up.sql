CREATE TABLE validation_head (
    id INTEGER NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (id)
);

INSERT INTO validation_head (id, last) VALUES (1, 0);

CREATE TABLE validation_request (
    id BIGINT NOT NULL,
    request_id TEXT NOT NULL,
    service TEXT NOT NULL,
    entity_id BIGINT NOT NULL,
    office_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    workstation TEXT NOT NULL,
    purpose TEXT NOT NULL,
    case_reference TEXT NOT NULL,
    subject TEXT NOT NULL,
    fields TEXT NOT NULL,
    payload TEXT NOT NULL,
    reference_day INTEGER NOT NULL,
    submitted_at TIMESTAMP NOT NULL,
    status TEXT NOT NULL,
    answered_at TIMESTAMP,
    answer TEXT NOT NULL,
    expires_at TIMESTAMP,
    PRIMARY KEY (id),
    FOREIGN KEY (entity_id) REFERENCES entity (id)
);

CREATE UNIQUE INDEX validation_request_request_id ON validation_request (request_id);
CREATE INDEX validation_request_entity ON validation_request (entity_id, id);
CREATE INDEX validation_request_expires ON validation_request (expires_at);

CREATE TABLE validation_part (
    id BIGINT NOT NULL,
    validation_id BIGINT NOT NULL,
    comune TEXT NOT NULL,
    covers TEXT NOT NULL,
    declarations TEXT NOT NULL,
    agreement_id BIGINT NOT NULL,
    mode TEXT NOT NULL,
    status TEXT NOT NULL,
    deadline_at TIMESTAMP,
    decided_at TIMESTAMP,
    decided_by BIGINT NOT NULL,
    decided_from TEXT NOT NULL,
    reason TEXT NOT NULL,
    known_at BIGINT NOT NULL,
    settled_at TIMESTAMP,
    refusal TEXT NOT NULL,
    answer TEXT NOT NULL,
    trace_floor BIGINT NOT NULL,
    trace_number BIGINT NOT NULL,
    claim TEXT NOT NULL,
    claimed_until TIMESTAMP,
    PRIMARY KEY (id),
    FOREIGN KEY (validation_id) REFERENCES validation_request (id)
);

CREATE INDEX validation_part_validation ON validation_part (validation_id);
CREATE INDEX validation_part_comune ON validation_part (comune, status, id);
CREATE INDEX validation_part_deadline ON validation_part (status, deadline_at);
CREATE INDEX validation_part_settled ON validation_part (settled_at, status);
