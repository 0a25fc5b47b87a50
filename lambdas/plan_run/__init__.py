"""PlanRun: judge the request and its data, estimate the cost, fix everything the run will do."""
