"""Tests of AnswerBatch."""
