CREATE TABLE mail (
    id INTEGER PRIMARY KEY NOT NULL,
    dedup TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    next_try_at TIMESTAMP NOT NULL,
    tries INTEGER NOT NULL,
    lease_until TIMESTAMP NOT NULL,
    lease_by TEXT NOT NULL,
    sent_at TIMESTAMP,
    failed_at TIMESTAMP,
    last_error TEXT NOT NULL
);

CREATE UNIQUE INDEX mail_dedup ON mail (dedup);
CREATE INDEX mail_next_try ON mail (next_try_at);

CREATE TABLE digest_day (
    day BIGINT NOT NULL,
    composed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (day)
) WITHOUT ROWID;

CREATE TABLE notice (
    id INTEGER PRIMARY KEY NOT NULL,
    comune TEXT NOT NULL,
    office_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    created_by BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    valid_from TIMESTAMP NOT NULL,
    valid_to TIMESTAMP NOT NULL,
    withdrawn_at TIMESTAMP
);

CREATE INDEX notice_valid_to ON notice (valid_to);

CREATE TABLE notice_read (
    notice_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    read_at TIMESTAMP NOT NULL,
    PRIMARY KEY (notice_id, user_id),
    FOREIGN KEY (notice_id) REFERENCES notice (id),
    FOREIGN KEY (user_id) REFERENCES app_user (id)
) WITHOUT ROWID;

CREATE INDEX notice_read_user ON notice_read (user_id);
