"""A file or web page -> plain text, and what its mark-up says of it."""
