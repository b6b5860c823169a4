"""From a page or a text to facts that can be reviewed: zones, sentences, claims, names, the study's own facts."""
