DROP TABLE api_key_comune;
DROP TABLE api_key_kind;
DROP TABLE api_key;
DROP TABLE entity;
