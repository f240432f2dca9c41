"""What the pages show: things, documents and lists, read from a store with `queries/*.rq` and handed on as values.

Pages ask this package, and it asks the store; it knows nothing of HTTP or HTML. All IRIs in its values are below
`namespaces.BASE`, wherever the store itself lives.
"""
