"""AnswerBatch, the worker of the state EvaluateModel: one side answers one batch of questions."""
