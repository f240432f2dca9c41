"""An endpoint in this process, without limits: for tests and small jobs over a store that we trust with every query."""

import time
from dataclasses import dataclass

from unodc_kg.stores.base import Question, Store, Stream
from unodc_kg.stores.columns import in_order


@dataclass
class Direct:
    """See `Endpoint`."""

    store: Store

    @property
    def version(self) -> str:
        """See `Endpoint.version`."""
        return self.store.version

    def stream(self, question: Question) -> Stream:
        """See `Endpoint.stream`; the whole answer is one chunk."""
        begin = time.monotonic()
        result = self.store.query(
            in_order(question.text, question.base_iri),
            default_graphs=question.default_graphs,
            named_graphs=question.named_graphs,
            base_iri=question.base_iri,
        )
        form = question.graph_form if result.kind == "graph" else question.results_form
        return Stream(result.kind, form, self.version, iter([result.serialize(form)]), started=begin)

    def follow(self, store: Store) -> None:
        """See `Endpoint.follow`."""
        self.store = store

    def close(self) -> None:
        """Nothing runs."""
