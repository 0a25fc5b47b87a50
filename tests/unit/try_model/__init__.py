"""Tests of TryModel."""
