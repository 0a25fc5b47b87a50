"""AwaitCapacity: CloudFormation hears what became of an order."""
