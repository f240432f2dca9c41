"""Full-text search over the names of things and the words of texts, in every script, with no server.

`words` cuts texts and queries into the same words; `index` writes and opens the index of one version of the graph;
`find` asks it; `sparql` puts hits into queries before any store sees them.
"""
