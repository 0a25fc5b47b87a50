"""The deployed system in the embedded AWS, IAM enforced."""
