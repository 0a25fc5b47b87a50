"""Tests of AnswerApproval."""
