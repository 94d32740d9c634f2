DROP TABLE notice_read;
DROP TABLE notice;
DROP TABLE digest_day;
DROP TABLE mail;
