"""The state AnalyzeTraining: reads the job's metrics files and judges how training ended."""
