"""Files of laboratories: what kind of measurement they hold, and its numbers in known units."""
