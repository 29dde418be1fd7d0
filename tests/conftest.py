"""What holds for all tests."""

from hypothesis import settings

# A busy machine is no failure: what an example costs is for the benchmarks.
settings.register_profile("untimed", settings.default, deadline=None)
settings.load_profile("untimed")
