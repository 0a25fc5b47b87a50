"""Tests of the command `customize`, without network."""
