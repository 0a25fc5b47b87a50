"""State ScoreEvaluation: the answers of all sides held against the references, and a verdict."""
