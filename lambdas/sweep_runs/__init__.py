"""The hourly look for jobs whose run has ended without anybody noticing."""
