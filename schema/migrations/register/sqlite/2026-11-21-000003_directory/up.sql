CREATE TABLE office (
    id INTEGER PRIMARY KEY NOT NULL,
    entity_id BIGINT NOT NULL,
    comune TEXT NOT NULL,
    name TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL,
    FOREIGN KEY (entity_id) REFERENCES entity (id)
);

CREATE INDEX office_entity ON office (entity_id);

CREATE TABLE comune_group (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL
);

CREATE TABLE comune_group_member (
    group_id BIGINT NOT NULL,
    comune TEXT NOT NULL,
    PRIMARY KEY (group_id, comune),
    FOREIGN KEY (group_id) REFERENCES comune_group (id)
) WITHOUT ROWID;

CREATE TABLE comune_succession (
    old TEXT NOT NULL,
    new TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (old, new)
) WITHOUT ROWID;

CREATE TABLE agreement (
    id INTEGER PRIMARY KEY NOT NULL,
    entity_id BIGINT NOT NULL,
    comune TEXT NOT NULL,
    group_id BIGINT,
    territory TEXT NOT NULL,
    protocol TEXT NOT NULL,
    legal_basis TEXT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER NOT NULL,
    suspended BOOLEAN NOT NULL,
    validation TEXT NOT NULL,
    silence_hours INTEGER NOT NULL,
    daily_quota BIGINT NOT NULL,
    anpr TEXT NOT NULL,
    workstation TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    created_by BIGINT NOT NULL,
    FOREIGN KEY (entity_id) REFERENCES entity (id),
    FOREIGN KEY (group_id) REFERENCES comune_group (id)
);

CREATE INDEX agreement_entity ON agreement (entity_id);
CREATE INDEX agreement_group ON agreement (group_id);

CREATE TABLE agreement_purpose (
    agreement_id BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (agreement_id, purpose),
    FOREIGN KEY (agreement_id) REFERENCES agreement (id)
) WITHOUT ROWID;

CREATE TABLE agreement_grant (
    agreement_id BIGINT NOT NULL,
    service TEXT NOT NULL,
    kind TEXT NOT NULL,
    fields TEXT NOT NULL,
    PRIMARY KEY (agreement_id, service, kind),
    FOREIGN KEY (agreement_id) REFERENCES agreement (id)
) WITHOUT ROWID;

CREATE TABLE app_user (
    id INTEGER PRIMARY KEY NOT NULL,
    entity_id BIGINT NOT NULL,
    office_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    username TEXT NOT NULL,
    surname TEXT NOT NULL,
    name TEXT NOT NULL,
    codice_fiscale TEXT NOT NULL,
    email TEXT NOT NULL,
    anpr_operator TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL,
    created_by BIGINT NOT NULL,
    FOREIGN KEY (entity_id) REFERENCES entity (id),
    FOREIGN KEY (office_id) REFERENCES office (id)
);

CREATE UNIQUE INDEX app_user_username ON app_user (username);
CREATE INDEX app_user_entity ON app_user (entity_id);
CREATE INDEX app_user_office ON app_user (office_id);

CREATE TABLE user_link (
    id INTEGER PRIMARY KEY NOT NULL,
    user_id BIGINT NOT NULL,
    office_id BIGINT NOT NULL,
    from_at TIMESTAMP NOT NULL,
    to_at TIMESTAMP,
    moved_by BIGINT NOT NULL,
    reason TEXT NOT NULL,
    FOREIGN KEY (user_id) REFERENCES app_user (id),
    FOREIGN KEY (office_id) REFERENCES office (id)
);

CREATE INDEX user_link_user ON user_link (user_id);
CREATE INDEX user_link_office ON user_link (office_id);

CREATE TABLE profile (
    user_id BIGINT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER NOT NULL,
    all_comuni BOOLEAN NOT NULL,
    validation TEXT NOT NULL,
    workstation TEXT NOT NULL,
    PRIMARY KEY (user_id),
    FOREIGN KEY (user_id) REFERENCES app_user (id)
) WITHOUT ROWID;

CREATE TABLE profile_grant (
    user_id BIGINT NOT NULL,
    service TEXT NOT NULL,
    kind TEXT NOT NULL,
    fields TEXT NOT NULL,
    PRIMARY KEY (user_id, service, kind),
    FOREIGN KEY (user_id) REFERENCES app_user (id)
) WITHOUT ROWID;

CREATE TABLE profile_comune (
    user_id BIGINT NOT NULL,
    comune TEXT NOT NULL,
    PRIMARY KEY (user_id, comune),
    FOREIGN KEY (user_id) REFERENCES app_user (id)
) WITHOUT ROWID;

CREATE TABLE workstation (
    id INTEGER PRIMARY KEY NOT NULL,
    office_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    network TEXT NOT NULL,
    certificate TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL,
    FOREIGN KEY (office_id) REFERENCES office (id)
);

CREATE INDEX workstation_office ON workstation (office_id);

CREATE TABLE user_workstation (
    user_id BIGINT NOT NULL,
    workstation_id BIGINT NOT NULL,
    PRIMARY KEY (user_id, workstation_id),
    FOREIGN KEY (user_id) REFERENCES app_user (id),
    FOREIGN KEY (workstation_id) REFERENCES workstation (id)
) WITHOUT ROWID;

CREATE INDEX user_workstation_workstation ON user_workstation (workstation_id);

CREATE TABLE directory_version (
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (id)
);

INSERT INTO directory_version (id, version) VALUES (1, 0);

CREATE TABLE quota_use (
    agreement_id BIGINT NOT NULL,
    day INTEGER NOT NULL,
    used BIGINT NOT NULL,
    PRIMARY KEY (agreement_id, day),
    FOREIGN KEY (agreement_id) REFERENCES agreement (id)
) WITHOUT ROWID;

CREATE TABLE api_key (
    id INTEGER PRIMARY KEY NOT NULL,
    user_id BIGINT NOT NULL,
    prefix TEXT NOT NULL,
    hash TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP,
    FOREIGN KEY (user_id) REFERENCES app_user (id)
);

CREATE UNIQUE INDEX api_key_prefix ON api_key (prefix);
CREATE INDEX api_key_user ON api_key (user_id);
