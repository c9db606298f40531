"""Tests of the development chain, most of them through web3.py as an unchanged client."""
