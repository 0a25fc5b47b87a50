"""How a custom model is judged against its base: metrics, statistics, rule. Pure: no AWS here."""
