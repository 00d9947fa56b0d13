"""Tests; `fake_*` and the like are stand-ins that several of them share."""
