"""The W3C test-suites of SPARQL 1.1, run through HTTP against the running service. Start with `make conformance`."""
