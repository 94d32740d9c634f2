CREATE TABLE user_credential (
    user_id BIGINT NOT NULL,
    password TEXT NOT NULL,
    state TEXT NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP,
    totp_state TEXT NOT NULL,
    totp_secret TEXT NOT NULL,
    totp_step BIGINT NOT NULL,
    PRIMARY KEY (user_id),
    FOREIGN KEY (user_id) REFERENCES app_user (id)
);

CREATE TABLE recovery_code (
    user_id BIGINT NOT NULL,
    hash TEXT NOT NULL,
    used_at TIMESTAMP,
    PRIMARY KEY (user_id, hash),
    FOREIGN KEY (user_id) REFERENCES app_user (id)
);

CREATE TABLE session (
    id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    hash TEXT NOT NULL,
    stage TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    network TEXT NOT NULL,
    workstation TEXT NOT NULL,
    failures BIGINT NOT NULL,
    ended_at TIMESTAMP,
    ended_by BIGINT NOT NULL,
    working_case TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY (user_id) REFERENCES app_user (id)
);

CREATE UNIQUE INDEX session_hash ON session (hash);
CREATE INDEX session_of_user ON session (user_id);

CREATE TABLE sign_in_throttle (
    subject TEXT NOT NULL,
    failures BIGINT NOT NULL,
    last_at TIMESTAMP NOT NULL,
    PRIMARY KEY (subject)
);

CREATE INDEX sign_in_throttle_last ON sign_in_throttle (last_at);

CREATE TABLE oauth_key (
    id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    kid TEXT NOT NULL,
    jwk TEXT NOT NULL,
    valid_from TIMESTAMP NOT NULL,
    valid_to TIMESTAMP NOT NULL,
    created_at TIMESTAMP NOT NULL,
    created_by BIGINT NOT NULL,
    revoked_at TIMESTAMP,
    PRIMARY KEY (id),
    FOREIGN KEY (user_id) REFERENCES app_user (id)
);

CREATE UNIQUE INDEX oauth_key_kid ON oauth_key (user_id, kid);

CREATE TABLE oauth_jti (
    user_id BIGINT NOT NULL,
    jti TEXT NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    PRIMARY KEY (user_id, jti),
    FOREIGN KEY (user_id) REFERENCES app_user (id)
);

CREATE INDEX oauth_jti_expiry ON oauth_jti (expires_at);
