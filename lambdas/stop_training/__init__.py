"""State StopTraining: no job of an ended run goes on."""
