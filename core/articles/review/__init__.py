"""Drafts and decisions: what of an article is told, by whom that was decided, and when."""
