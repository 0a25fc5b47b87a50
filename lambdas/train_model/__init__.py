"""State TrainModel: one Bedrock job, ensured and waited for."""
