"""The tests: unit (logic), synth (templates), contract (wiring), local (the embedded AWS)."""
