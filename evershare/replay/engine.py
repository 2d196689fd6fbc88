"""The replay itself: one stretch of time, hour by hour."""

from collections.abc import Iterator

from evershare.history import Bars
from evershare.model.fast import Ints
from evershare.replay.clock import asleep, feeds, hours
from evershare.replay.lending import Lending
from evershare.replay.scenario import Scenario
from evershare.replay.trading import Trading
from evershare.replay.watch import Watcher


class Replay:
    """Loans and options on the prices of `histories`, which has each that the scenario names. Raises InvalidInput."""

    def __init__(self, histories: dict[str, Bars], scenario: Scenario, start: int, end: int) -> None:
        self.scenario = scenario
        self.at: Ints = hours(list(histories.values()), start, end)
        self.feeds = feeds(histories, scenario, self.at)
        self.is_asleep = asleep(scenario.keepers, scenario.seed, self.at, self.feeds)
        self.lending = Lending(self.feeds, scenario, self.at)
        self.trading = Trading(self.feeds, scenario)

    def run(self, watcher: Watcher | None = None) -> Iterator[int]:
        """Replay every hour, and yield its time; the watcher is told of all that is done."""
        watcher = self.lending.watcher = self.trading.watcher = watcher or Watcher()
        for hour, now in enumerate(self.at.tolist()):
            watcher.hour_begins(hour)
            self.lending.step(hour, now, is_asleep=self.is_asleep[hour])
            self.trading.step(hour, is_asleep=self.is_asleep[hour])
            watcher.hour_ends(hour)
            yield now

    def finish(self) -> "Replay":
        """Replay every hour."""
        for _ in self.run():
            pass
        return self
