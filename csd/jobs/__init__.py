"""Work that takes longer than a request, as rows that workers share; what runs by the clock. Celery only wakes workers.

There is one engine for every line of work: a month's attempts (csd.work), exports (csd.exports) and jobs (`@job`, here). Shared are the
loop, the counting of tries, the end in words and how a worker learns that all is over (`engine`), the two ways to hold a part
(`claims`), the messages (`tasks`, `waking`), the one sweep that wakes what nobody works on, and how far something is on a page
(`progress`, parts/progress.html).

The tables stay apart, for installations have them: an attempt is sealed with its month, and its chunks are result rows that triggers
defend; an export is named by a log that is never changed, and has a file. What has no tables of its own is a `Job`.
"""
