"""States that remove what an ended run served with: RemoveThroughput, RemoveDeployments."""
