"""Servers that are killed, two servers on one database, and the shipped models behind a port: longer than the rest of
the suite would like. ``make test-servers`` runs them."""
