DROP TABLE oauth_jti;
DROP TABLE oauth_key;
DROP TABLE sign_in_throttle;
DROP TABLE session;
DROP TABLE recovery_code;
DROP TABLE user_credential;
