"""The store: the only SQL. SQLAlchemy Core on SQLite by default, on PostgreSQL where one machine is not enough."""
