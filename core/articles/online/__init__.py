"""The network: fetching safely, feeds, and whether papers still stand."""
