-- Of both databases alike: the shop is written once.
CREATE TABLE company (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE department (
    id BIGINT PRIMARY KEY,
    company_id BIGINT NOT NULL REFERENCES company (id),
    name TEXT NOT NULL
);

CREATE TABLE book (
    id BIGINT PRIMARY KEY,
    title TEXT NOT NULL
);
