"""Tests of PromoteModel."""
