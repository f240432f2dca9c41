"""What a client may use up in a minute, and what it is told when that is used up."""

import math
from dataclasses import dataclass

from unodc_kg.config import Settings
from unodc_kg.errors import BudgetSpentError
from unodc_kg.web.budget import Budget


@dataclass(frozen=True)
class Limits:
    """Two budgets of each client: seconds of query time, and queries that fail."""

    seconds: Budget
    errors: Budget

    def check(self, client: str) -> None:
        """Return if the client may ask.

        Raises:
            BudgetSpentError: it has used up one of its budgets.
        """
        wait = self.seconds.wait(client)
        if wait:
            raise _spent(self.seconds, "seconds of query time", "client_seconds", "Wait, and ask for less.", wait)
        wait = self.errors.wait(client, 1)
        if wait:
            raise _spent(self.errors, "queries that fail", "client_errors", "Wait, and correct the queries.", wait)

    def pay(self, client: str, seconds: float, *, failed: bool) -> None:
        """Take what a query has cost from the budgets of the client."""
        self.seconds.spend(client, seconds)
        self.errors.spend(client, 1 if failed else 0)


def _spent(budget: Budget, what: str, setting: str, hint: str, wait: float) -> BudgetSpentError:
    message = f"Your address has used up its {budget.a_minute:g} {what} a minute."
    return BudgetSpentError(message, hint, limit=setting, retry_after=math.ceil(wait))


def limits(settings: Settings) -> Limits:
    """The limits that the settings ask for."""
    return Limits(Budget(settings.client_seconds), Budget(settings.client_errors))
