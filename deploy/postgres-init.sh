#!/bin/sh
# Runs once, when the data folder is made: the application's role is no superuser.
set -eu
psql --set=ON_ERROR_STOP=1 --username=postgres --set=password="$CASEFLOW_PASSWORD" <<'SQL'
CREATE ROLE caseflow LOGIN PASSWORD :'password';
CREATE DATABASE caseflow OWNER caseflow;
SQL
