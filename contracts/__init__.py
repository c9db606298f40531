"""The contracts, their compilation and their tests."""
