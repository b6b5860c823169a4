"""The platforms. Each folder is complete in itself and none imports another."""
