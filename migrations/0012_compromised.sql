-- Compromised tokens, which are few among all: the banner counts an organization's, and its administrators are told.
CREATE INDEX tokens_compromised ON tokens (organization_id, compromised_at) WHERE compromised_at IS NOT NULL;
