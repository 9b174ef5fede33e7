-- Whoever restores a dump has another search_path: what is written to be indexed goes where the tokens are.
ALTER FUNCTION index_token() SET search_path FROM CURRENT;
