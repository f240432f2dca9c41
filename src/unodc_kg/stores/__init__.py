"""Stores of the graph: what a store can do (`base`), the embedded one, and the guard that reads queries first."""
