"""What is looked at after a kill says what it found, as the tests themselves do."""

import pytest

pytest.register_assert_rewrite("tests.torture.kinds", "tests.torture.killing")
