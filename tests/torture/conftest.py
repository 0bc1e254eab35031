"""Assertion messages of the modules that look at a journal after a kill."""

import pytest

pytest.register_assert_rewrite("tests.torture.kinds", "tests.torture.killing")
