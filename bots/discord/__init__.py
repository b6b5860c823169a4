"""Discord: slash commands answered privately, with buttons, in servers, direct messages and user installs."""
