// AIR description, builders, LogUp buses, the row checker and degree inference.
