CREATE TABLE entity (
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    comune TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE api_key (
    id BIGINT NOT NULL,
    entity_id BIGINT NOT NULL,
    prefix TEXT NOT NULL,
    hash TEXT NOT NULL,
    may_check BOOLEAN NOT NULL,
    may_supply BOOLEAN NOT NULL,
    all_comuni BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP,
    PRIMARY KEY (id),
    FOREIGN KEY (entity_id) REFERENCES entity (id)
);

CREATE UNIQUE INDEX api_key_prefix ON api_key (prefix);
CREATE INDEX api_key_entity ON api_key (entity_id);

CREATE TABLE api_key_kind (
    key_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (key_id, kind),
    FOREIGN KEY (key_id) REFERENCES api_key (id)
);

CREATE TABLE api_key_comune (
    key_id BIGINT NOT NULL,
    comune TEXT NOT NULL,
    PRIMARY KEY (key_id, comune),
    FOREIGN KEY (key_id) REFERENCES api_key (id)
);

