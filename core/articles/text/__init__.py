"""Plain text -> zones (the article, its readers, adverts, ...) and sentences, with exact places."""
