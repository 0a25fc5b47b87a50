"""Tests of the preparation of datasets."""
