"""AnswerApproval: a person's answer to a plan that waits."""
