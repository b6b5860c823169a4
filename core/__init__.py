"""The product: facts, names and answers. Knows no platform."""
