"""Tests of AnswerTraining."""
