"""Sentences -> claims: what is asserted about health, of which kind, on which medicines, in whom."""
