"""What Alembic runs: the migrations on the connection that the store is being opened with, in its transaction."""

from alembic import context

from core.storage import (  # noqa: F401 - their tables are in the metadata from here on
    tables_digests,
    tables_feeds,
    tables_trust,
)
from core.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table only by copying it
)
with context.begin_transaction():
    context.run_migrations()
