"""The tests. They keep what Python compiles, whatever the environment says: each worker and program needs it."""

import os
import sys

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
