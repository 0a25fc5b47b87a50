"""What a dataset must be to be trained on: formats, checks, preparation. Pure: no AWS here."""
