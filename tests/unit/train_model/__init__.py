"""Tests of TrainModel."""
