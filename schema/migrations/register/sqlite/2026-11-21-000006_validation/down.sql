DROP TABLE validation_part;
DROP TABLE validation_request;
DROP TABLE validation_head;
