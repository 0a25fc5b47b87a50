"""State RequestApproval: a plan that waits for its answer."""
