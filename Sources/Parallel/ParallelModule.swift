// Splits a range over cores; the serial mode gives the same result.
