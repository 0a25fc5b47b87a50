"""State JudgeEndedRun: what an ended run left behind, and how long that may stay."""
