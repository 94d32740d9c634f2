DROP TABLE entity;
