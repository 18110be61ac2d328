"""When something runs by the clock, as slots: every so many seconds, or at an hour of each day (Asia/Shanghai)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery.schedules import crontab, schedule
from django.utils.translation import gettext as _

from csd import formats
from csd.months import SHANGHAI

# how late a slot may be before anybody is told: two slots, but no alarm within a minute nor later than after half an hour
GRACE_MIN, GRACE_MAX = timedelta(minutes=1), timedelta(minutes=30)


class Timetable(ABC):
    """A sequence of slots, one after the other."""

    @property
    @abstractmethod
    def every(self) -> timedelta:
        """From one slot to the next."""

    @abstractmethod
    def slot(self, now: datetime) -> datetime:
        """The newest slot that has begun."""

    @property
    @abstractmethod
    def beat(self) -> Any:
        """The same for Celery's beat."""

    @property
    @abstractmethod
    def words(self) -> str:
        """For people."""

    @property
    def grace(self) -> timedelta:
        """How long after its slot a run is late."""
        return min(max(2 * self.every, GRACE_MIN), GRACE_MAX)


@dataclass(frozen=True)
class Every(Timetable):
    """Every so many seconds."""

    seconds: int

    @property
    def every(self) -> timedelta:
        """The seconds."""
        return timedelta(seconds=self.seconds)

    def slot(self, now: datetime) -> datetime:
        """Slots count from the epoch, so that two beats agree on them."""
        return datetime.fromtimestamp(int(now.timestamp()) // self.seconds * self.seconds, SHANGHAI)

    @property
    def beat(self) -> schedule:
        """An interval."""
        return schedule(self.every)

    @property
    def words(self) -> str:
        """Every 10 s."""
        return _("every %(time)s") % {"time": formats.duration(self.every)}


@dataclass(frozen=True)
class Daily(Timetable):
    """Once a day at an hour and a minute."""

    hour: int
    minute: int = 0

    @property
    def every(self) -> timedelta:
        """A day."""
        return timedelta(days=1)

    def slot(self, now: datetime) -> datetime:
        """Today's, or yesterday's where it has not come yet."""
        today = now.astimezone(SHANGHAI).replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
        return today if today <= now else today - timedelta(days=1)

    @property
    def beat(self) -> crontab:
        """By Celery's time zone, which is Asia/Shanghai."""
        return crontab(hour=self.hour, minute=self.minute)

    @property
    def words(self) -> str:
        """Daily at 02:30."""
        return _("daily at %(time)s") % {"time": f"{self.hour:02}:{self.minute:02}"}
