-- How much a token is used lately and from where, for the question what would break without it. Requests that the gate
-- itself admitted, per address: by the hour for a day, by the day for a week. Older rows go.
CREATE TABLE usage_recent (
    token_id TEXT   NOT NULL REFERENCES tokens (id),
    span     TEXT   NOT NULL,               -- hour, day
    start    BIGINT NOT NULL,               -- hours or days since 1970-01-01, in UTC
    address  TEXT   NOT NULL,               -- '' if it could not be told, or if there were too many to tell apart
    requests BIGINT NOT NULL,
    PRIMARY KEY (token_id, span, start, address)
);
CREATE INDEX usage_recent_by_age ON usage_recent (span, start);
