"""State PromoteModel: an alias, its capacity and its parameter, moved together."""
