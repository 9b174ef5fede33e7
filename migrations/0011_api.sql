-- Requests of the API that must not be carried out twice: whoever repeats one is told which token it made.
CREATE TABLE token_submissions (
    token_id       TEXT   NOT NULL REFERENCES tokens (id),  -- that asked
    submission_key TEXT   NOT NULL,
    created_id     TEXT   NOT NULL,     -- made before the token is, in the same transaction
    created_at     BIGINT NOT NULL,
    PRIMARY KEY (token_id, submission_key)
);

-- An application's tokens in the order of their making.
DROP INDEX tokens_by_application;
CREATE INDEX tokens_by_application ON tokens (application_id, id);
