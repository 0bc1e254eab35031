"""Tests of the reading of answers, and a second, plain implementation of its rules."""
