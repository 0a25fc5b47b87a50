"""The state PrepareDataset: raw data turned into training, validation and test sets."""
