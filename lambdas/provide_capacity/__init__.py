"""ProvideCapacity: CloudFormation's requests become orders for the alias machine."""
