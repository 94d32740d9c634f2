DROP TABLE audit_cosignature;
DROP TABLE audit_checkpoint;
DROP TABLE audit_expired;
DROP TABLE audit_node;
DROP TABLE audit_leaf;
DROP TABLE audit_head;
DROP TABLE audit;
