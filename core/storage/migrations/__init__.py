"""The steps by which the schema came to what `core/storage/tables.py` says, one file each, run by Alembic.

To add one: change `tables.py`, then write `versions/0002_what.py` after `script.py.mako`, with `down_revision` the one
before. A step never imports `tables.py`, which goes on changing. `tests/unit/test_store.py` compares the two.
"""
