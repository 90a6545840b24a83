-- The role in which requests are answered: row-level security holds for it (docs/adr/0030-second-wall.md).
-- Run as the server's owner, once per server, before the application's migrations; running it again does no harm.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'caseflow_web') THEN
        CREATE ROLE caseflow_web NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
    END IF;
END $$;
GRANT caseflow_web TO caseflow;
