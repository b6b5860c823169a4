"""The terminal: answers as plain text and as JSON, and a prompt to try the commands in."""
