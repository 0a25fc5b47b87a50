"""Tests of RequestApproval."""
