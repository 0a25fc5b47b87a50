"""Tests of AuditServing."""
