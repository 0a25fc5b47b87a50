"""Tests of metrics, statistics and rule."""
