"""Tests of the contracts on an EVM in this process."""
