-- What the gate has seen of each token beside the daily counts: who calls, and the latest refusals. Both are bounded per
-- token: the oldest rows make place for new ones.

-- The distinct callers of a token: an address and the program it says it is.
CREATE TABLE usage_callers (
    token_id    TEXT   NOT NULL REFERENCES tokens (id),
    address     TEXT   NOT NULL,            -- '' if it could not be told
    user_agent  TEXT   NOT NULL,
    reported_by TEXT   NOT NULL,            -- the token of the API that asked by introspection; '' for the gate itself
    first_at    BIGINT NOT NULL,
    last_at     BIGINT NOT NULL,
    admitted    BIGINT NOT NULL,
    refused     BIGINT NOT NULL,
    PRIMARY KEY (token_id, address, user_agent, reported_by)
);

-- The latest refusals of a token, by the id that the caller was given.
CREATE TABLE refusals (
    decision    TEXT   NOT NULL PRIMARY KEY,
    token_id    TEXT   NOT NULL REFERENCES tokens (id),
    at          BIGINT NOT NULL,
    reason      TEXT   NOT NULL,            -- the word it is counted under in usage_days
    application TEXT   NOT NULL,            -- as the entrance's address named it; '' for whichever the token's is
    address     TEXT   NOT NULL,
    method      TEXT   NOT NULL,            -- '' if it was one of Latchkey's own actions, or not said
    path        TEXT   NOT NULL,            -- without its query, cut off; an action's id where there is no method
    user_agent  TEXT   NOT NULL,
    reported_by TEXT   NOT NULL
);
CREATE INDEX refusals_by_token ON refusals (token_id, at, decision);
