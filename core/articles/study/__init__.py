"""What the article says of itself and of the paper it is on: title, date, reference, design, size."""
