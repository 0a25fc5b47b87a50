"""From raw data to training, validation and test sets. Needs the layer `data`; no AWS here."""
