"""Tests of DeployModel."""
