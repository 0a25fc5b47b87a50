"""Tests of the state WriteReport."""
