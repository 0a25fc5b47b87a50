"""Tests of SettleDeployment."""
