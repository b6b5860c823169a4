"""Slack: slash commands and buttons over Socket Mode, replies as Block Kit."""
